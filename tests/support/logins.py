"""Logins with a password on a server of a test, and a server of the system's own PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

PASSWORD = "a password for tests"
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


def login(url: str, role: str, name: str) -> str:
    """Make a login that belongs to ``role`` and return its URL; the server lets it in by its password only."""
    whole = make_url(url)
    with psycopg.connect(**_place(url), autocommit=True) as connection:
        (hba,) = connection.execute("show hba_file").fetchone() or ("",)
        rules, ours = Path(hba).read_text(encoding="utf-8"), f"local all {name} scram-sha-256\n"
        if ours not in rules:
            Path(hba).write_text(ours + rules, encoding="utf-8")
            connection.execute("select pg_reload_conf()")
        connection.execute(f"drop role if exists {name}")
        connection.execute(f"create role {name} login password '{PASSWORD}'" + (f" in role {role}" if role else ""))
    return whole.set(username=name, password=PASSWORD).render_as_string(hide_password=False)


@contextmanager
def debian_server(folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database on the system's newest PostgreSQL, whose superuser has a password."""
    if not DEBIAN:
        raise AssertionError("Debian's PostgreSQL is not installed: apt-get install postgresql (.ci/run does)")
    programs, place = DEBIAN[-1].parent, Path(tempfile.mkdtemp(prefix="seika-pg-", dir="/tmp"))
    secret = place / "password"
    secret.write_text(PASSWORD, encoding="ascii")
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(place, "nobody"), shutil.chown(secret, "nobody")
        as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run([programs / program, *arguments], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
        assert done.returncode == 0, program

    options = f"-k {place} -c listen_addresses='' -c fsync=off"
    try:
        run("initdb", "-D", str(place / "data"), "-U", "boss", "-A", "scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C")
        run("pg_ctl", "start", "-w", "-D", str(place / "data"), "-l", str(place / "log"), "-o", options)
        try:
            beside = {"host": str(place), "user": "boss", "password": PASSWORD, "dbname": "postgres"}
            with psycopg.connect(**beside, autocommit=True) as connection:
                connection.execute("create database seika")
            yield make_url("postgresql+psycopg://boss@/seika").set(password=PASSWORD, query={"host": str(place)}).render_as_string(False)
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(place / "data"))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _place(url: str) -> dict[str, Any]:
    whole = make_url(url)
    given = {"host": whole.query["host"], "port": whole.query.get("port", "5432"), "user": whole.username, "dbname": whole.database}
    return given | ({"password": whole.password} if whole.password else {})
