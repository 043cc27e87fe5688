"""Disclosure control: what may be published so that nobody can work out what few people did or said."""

from seika.disclosure.cells import Kpi, Rules
from seika.disclosure.protect import Protected, protect

__all__ = ["Kpi", "Protected", "Rules", "protect"]
