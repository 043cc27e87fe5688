"""The database of ledger and release as one file, and back, by PostgreSQL's own programs; the password stays out of the process list."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from itertools import islice
from pathlib import Path

from sqlalchemy import URL, make_url

from seika.config import paths
from seika.errors import Outage
from seika.store.cluster import PORT, ROLE, programs
from seika.store.database import engine
from seika.store.server import ensure_server

# The script begins with settings; this one is written for any server, and those before 17 do not know it.
_UNKNOWN_BEFORE_17, _HEAD = b"SET transaction_timeout", 60


def dump(path: Path) -> None:
    """Write the whole database into ``path`` as it is at one moment; raises ``Outage STORE-15``."""
    engine()  # at the newest schema, and answering
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")


def load(path: Path) -> None:
    """Put a dump in place of a database that holds nothing, as a whole or not at all; raises ``Outage STORE-15``."""
    with tempfile.TemporaryDirectory() as folder:  # mode 0700: the script holds what the database holds
        script, mended = Path(folder) / "dump.sql", Path(folder) / "mended.sql"
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(path), where=False)
        with script.open("rb") as written, mended.open("wb") as out:
            head = [line for line in islice(written, _HEAD) if not line.startswith(_UNKNOWN_BEFORE_17)]
            out.writelines(head)
            shutil.copyfileobj(written, out, 1 << 20)
        _run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--file={mended}")


def _run(program: str, *arguments: str, where: bool = True) -> None:
    url = _place()
    environment = {"PATH": os.defpath, "LC_ALL": "C"} | ({"PGPASSWORD": str(url.password)} if url.password else {})
    # Without the password, which everybody on the machine could read in the list of processes.
    place = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query).render_as_string(hide_password=False)
    done = subprocess.run(
        [str(programs() / program), *([f"--dbname={place}", "--no-password"] if where else []), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
        raise Outage("STORE-15", program=program, problem=last)


def _place() -> URL:
    wished = paths.database_url()
    if wished:
        return make_url(wished.replace("postgres://", "postgresql://", 1))
    socket = ensure_server()
    return URL.create("postgresql", username=ROLE, database="seika", query={"host": str(socket), "port": str(PORT)})
