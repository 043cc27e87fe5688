"""Trace: from a published number to its rows and back, from what the snapshot itself keeps."""

from seika.trace.access import Reader
from seika.trace.cell import Cell
from seika.trace.step import Traced, trace

__all__ = ["Cell", "Reader", "Traced", "trace"]
