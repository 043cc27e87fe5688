"""One process of Airflow: ``python -m seika.orchestrate.component scheduler``.

The API server brings the metadata database up to date first, the others wait for it. Tasks run in forks of the scheduler (one machine)
or of a Celery worker (several), so what these have imported no task imports again: Great Expectations and dbt alone cost seconds a task
otherwise.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys

_HEAVY = ("pandas", "pyarrow.parquet", "great_expectations", "duckdb", "dbt.cli.main", "dbt.adapters.duckdb", "alembic", "psycopg")
_WAIT = ["db", "check-migrations", "--migration-wait-timeout", "120"]
_COMMANDS = {
    "api-server": (["db", "migrate"], ["api-server"]),
    "scheduler": (_WAIT, ["scheduler", "--skip-serve-logs"]),
    "dag-processor": (_WAIT, ["dag-processor"]),
    "triggerer": (_WAIT, ["triggerer", "--skip-serve-logs"]),
    "worker": (_WAIT, ["celery", "worker", "--skip-serve-logs", "--celery-hostname", f"{os.environ.get('SEIKA_WORKER', 'worker')}@%h"]),
}
_FORKS_TASKS = ("scheduler", "worker")


def main(name: str) -> None:
    """Become the named Airflow process; returns when it ends."""
    if name in _FORKS_TASKS:
        for module in _HEAVY:
            # What is missing here is imported, or missed with a proper message, by the task that wants it.
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
    from airflow.__main__ import main as airflow

    for command in _COMMANDS[name]:
        sys.argv = ["airflow", *command]
        airflow()


if __name__ == "__main__":
    main(sys.argv[1])
