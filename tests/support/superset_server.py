"""A real Superset in an environment of its own, made by whoever needs it: locked packages in ``.cache``, metadata in PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
OURS = ROOT / "include" / "superset"
HOME = ROOT / ".cache" / "superset"
PASSWORD = "a password for tests"
_START_SECONDS = 120


def environment() -> Path:
    """Return the folder of Superset's programs, installed from the lock where that has changed."""
    lock, done = OURS / "requirements.txt", HOME / ".locked"
    if not done.is_file() or done.read_bytes() != lock.read_bytes():
        uv = next((each for each in (ROOT / ".cache" / "uv" / "bin" / "uv", shutil.which("uv")) if each and Path(each).is_file()), None)
        if uv is None:
            pytest.fail("Superset's environment is made with uv: make setup brings it", pytrace=False)
        shutil.rmtree(HOME, ignore_errors=True)
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, HOME], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", HOME / "bin" / "python", "--require-hashes", "-r", lock], check=True)
        done.write_bytes(lock.read_bytes())
    return HOME / "bin"


@contextmanager
def superset(folder: Path, database_url: str) -> Iterator[str]:
    """Yield the address of a Superset whose metadata lie in the empty database at ``database_url``; user ``admin``."""
    programs = environment()
    secret = folder / "secret"
    secret.write_text(secrets.token_urlsafe(42), encoding="ascii")
    told = {name: value for name, value in os.environ.items() if not name.startswith(("SEIKA_", "AIRFLOW", "PYTHON"))} | {
        "SUPERSET_CONFIG_PATH": str(OURS / "superset_config.py"),
        "SUPERSET_SECRET_KEY_FILE": str(secret),
        "SUPERSET_DATABASE_URL": database_url,
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
        "PYTHONWARNINGS": "ignore",
    }
    log = folder / "superset.log"
    with log.open("ab") as stream:

        def run(*arguments: str) -> None:
            subprocess.run([programs / "superset", *arguments], env=told, cwd=folder, stdout=stream, stderr=stream, check=True)

        run("db", "upgrade")
        who = ("--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "admin@example.jp", "--password", PASSWORD)
        run("fab", "create-admin", *who)
        run("init")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [programs / "gunicorn", "-w", "1", "-k", "gthread", "--threads", "8", "-t", "120", "-b", f"127.0.0.1:{port}"]
        server = subprocess.Popen([*command, "superset.app:create_app()"], env=told, cwd=folder, stdout=stream, stderr=stream)
        try:
            yield _answering(f"http://127.0.0.1:{port}", server, log)
        finally:
            server.terminate()
            server.wait(30)


def _answering(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    give_up = time.monotonic() + _START_SECONDS
    while True:
        try:
            if httpx.get(f"{url}/health", timeout=5).status_code == 200:
                return url
        except httpx.HTTPError:
            pass
        if server.poll() is not None or time.monotonic() > give_up:
            raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        time.sleep(0.3)
