"""Believable extracts with the truth beside them; shares no code with what it checks."""

from seika.simulate.step import Simulated, simulate

__all__ = ["Simulated", "simulate"]
