"""STEP: rules on a decoded delivery."""

from seika.check.step import Checked, check, unchecked

__all__ = ["Checked", "check", "unchecked"]
