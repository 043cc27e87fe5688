"""STEP: what the law no longer asks to keep goes, and so does a person whose time has come; the proof stays."""

from seika.retention.erase import Found, erase, find
from seika.retention.step import Item, retention

__all__ = ["Found", "Item", "erase", "find", "retention"]
