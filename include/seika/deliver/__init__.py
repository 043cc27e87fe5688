"""Deliver: a snapshot's report and tables to whoever is to have them, each once, and only where every surface says the same."""

from seika.deliver.step import Delivered, deliver, wants_delivery

__all__ = ["Delivered", "deliver", "wants_delivery"]
