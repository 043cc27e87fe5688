"""Believable extracts with the truth beside them; shares no code with what it checks."""

from seika.simulate.step import Simulated, judged, simulate

__all__ = ["Simulated", "judged", "simulate"]
