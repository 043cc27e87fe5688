"""Lineage for the outside: each step tells an OpenLineage endpoint what it reads and writes, where one is configured."""

from seika.lineage.tells import tells

__all__ = ["tells"]
