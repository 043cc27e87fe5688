"""Which engine computes: DuckDB in a scratch file, or Spark. Same models, same extracts, same hash of the snapshot."""

from __future__ import annotations

import os
from importlib.util import find_spec

from seika.errors import BadConfig

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)


def engine_of(wished: str | None) -> str:
    """Return the engine asked for, else that of ``SEIKA_ENGINE``, else DuckDB.

    Raises ``BadConfig TRANSFORM-09`` for another and ``TRANSFORM-07`` for Spark where its packages are not installed.
    """
    engine = wished or os.environ.get("SEIKA_ENGINE") or DUCKDB
    if engine not in ENGINES:
        raise BadConfig("TRANSFORM-09", engine=engine, known=", ".join(ENGINES))
    if engine == SPARK and find_spec("dbt.adapters.spark") is None:
        raise BadConfig("TRANSFORM-07")
    return engine
