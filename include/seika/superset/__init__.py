"""Superset: the dashboards of ``include/superset`` in a running Apache Superset, and nothing there that is no longer here."""

from seika.superset.step import Imported, bring

__all__ = ["Imported", "bring"]
