"""What the tests of the embedded server share: a server that is stopped, a question, a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg

from seika.store import server
from seika.store.cluster import PORT, ROLE

QUICK = ("fsync=off",)


def stopped_afterwards(folder: Path) -> Iterator[Path]:
    """Yield the folder of a server, and stop what runs there afterwards."""
    yield folder
    if folder.is_dir():
        server.stop_server(folder)


def ask(place: Path, question: str) -> object:
    """Return the first cell of an answer of the server whose socket lies in ``place``."""
    with psycopg.connect(host=str(place), port=PORT, user=ROLE, dbname="seika") as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None


def in_a_process(state: Path, lines: str) -> subprocess.CompletedProcess[str]:
    """Run lines of Python in a process of its own, on the embedded server of a state folder."""
    environment = {**os.environ, "SEIKA_STATE": str(state)}
    environment.pop("SEIKA_DATABASE_URL", None)
    command = [sys.executable, "-c", textwrap.dedent(lines)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
