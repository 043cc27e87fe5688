"""Serves the pages as Airflow does, with Airflow's own sign-in, and prints port, routes and a token of each user as one line of JSON.

``python tests/pages/serve.py``, with ``SEIKA_DATABASE_URL`` of the release database; it ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import threading
from pathlib import Path

from seika.pages import access

# The last one has a role that Airflow knows nothing of, and so none of ours; the one of Setagaya sees that organization alone.
USERS = {"audit": "viewer", "personnel": "user", "systems": "op", "admin": "admin", "of_setagaya": "admin", "passer_by": "guest"}


def settings(home: Path) -> dict[str, str]:
    """Return the environment of an Airflow that has a database for revoked tokens and nothing else."""
    users = ",".join(f"{name}:{role}" for name, role in USERS.items())
    declared = Path(access.__file__).with_name("access.yml").read_text(encoding="utf-8")
    (home / "access.yml").write_text(declared.replace("organizations: {}", "organizations: {of_setagaya: [setagaya]}"), encoding="utf-8")
    (home / "passwords.json").write_text(json.dumps(dict.fromkeys(USERS, "correct horse")), encoding="utf-8")
    return {
        "AIRFLOW_HOME": str(home),
        "SEIKA_PAGES_ACCESS": str(home / "access.yml"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": users,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "s" * 64,
        "AIRFLOW__API__SECRET_KEY": "k" * 64,
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    }


def serve() -> None:
    """Serve until standard input ends."""
    import uvicorn
    from airflow.api_fastapi.app import init_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from airflow.models.revoked_token import RevokedToken  # noqa: TID251 - this is the server, no task
    from airflow.settings import engine  # noqa: TID251
    from fastapi import FastAPI

    from seika.pages.app import app

    RevokedToken.metadata.create_all(engine, tables=[RevokedToken.__table__])
    outer = FastAPI()
    outer.mount("/seika", app())
    manager = init_auth_manager(outer)
    tokens = {name: manager.generate_jwt(SimpleAuthManagerUser(username=name, role=role)) for name, role in USERS.items()}
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        server = uvicorn.Server(uvicorn.Config(outer, log_level="error"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        running.start()
        routes = [route.path for route in app().routes]
        sys.stdout.write(json.dumps({"port": door.getsockname()[1], "tokens": tokens, "routes": routes}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        server.should_exit = True
        running.join()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= settings(Path(folder))
        serve()
