"""STEP: tell people what waits for them, once a condition, with what to do."""

from seika.alert.step import Told, alert

__all__ = ["Told", "alert"]
