"""The environment of a local Airflow: everything below ``$SEIKA_STATE/airflow``, set by variables, no ``airflow.cfg`` to edit."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from seika.config import paths

USER = "admin"
MARK = "SEIKA_AIRFLOW_HOME"
_SECRETS = {"fernet_key": 32, "api_secret_key": 48, "jwt_secret": 64, "password": 12}


@dataclass(frozen=True)
class AirflowHome:
    """Where a local Airflow lives, where it listens, and the environment of its processes."""

    folder: Path
    port: int
    password: str
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """The address of its UI and REST API, on the loopback interface only."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def logs(self) -> Path:
        """The folder of the processes' own logs (``scheduler.log`` and so on)."""
        return self.folder / "logs" / "processes"


def folder() -> Path:
    """Return AIRFLOW_HOME of this state folder."""
    return paths.state() / "airflow"


def prepare(database_url: str, port: int | None = None) -> AirflowHome:
    """Return a home that is ready to start: folders, secrets (made once, mode 0600), login, a free port."""
    home, port = folder(), port or free_port()
    (home / "logs" / "processes").mkdir(parents=True, exist_ok=True)
    keys = {name: _secret(name, size) for name, size in _SECRETS.items()}
    passwords = paths.state() / "secrets" / "airflow_passwords.json"
    _write_private(passwords, json.dumps({USER: keys["password"]}))
    environment = dict(os.environ) | {
        # Processes that change their title would overwrite the environment that `local` finds them by.
        "SPT_NOENV": "1",
        MARK: str(home),
        "AIRFLOW_HOME": str(home),
        "SEIKA_STATE": str(paths.state()),
        "SEIKA_HOME": str(paths.home()),
        # One thread each: the tasks themselves are what runs side by side.
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
    }
    for section, options in _options(home, port, database_url, keys, passwords).items():
        environment |= {f"AIRFLOW__{section}__{name}": str(value) for name, value in options.items()}
    (home / "port").write_text(str(port), encoding="ascii")
    return AirflowHome(home, port, keys["password"], environment)


def known() -> AirflowHome | None:
    """Return the home as it was last prepared, none before the first time."""
    port, password = folder() / "port", paths.state() / "secrets" / "airflow_password"
    if not port.is_file() or not password.is_file():
        return None
    return AirflowHome(folder(), int(port.read_text(encoding="ascii")), password.read_text(encoding="ascii"), {})


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _options(home: Path, port: int, database_url: str, keys: dict[str, str], passwords: Path) -> dict[str, dict[str, object]]:
    address = f"http://127.0.0.1:{port}"
    return {
        "CORE": {
            "DAGS_FOLDER": paths.home() / "dags",
            "PLUGINS_FOLDER": paths.home() / "plugins",
            "LOAD_EXAMPLES": False,
            "EXECUTOR": "LocalExecutor",
            # One more than there are processors: a finished task's supervisor may wait a second for its process to go.
            "PARALLELISM": (os.cpu_count() or 2) + 1,
            "DAGS_ARE_PAUSED_AT_CREATION": False,
            "DEFAULT_TIMEZONE": "Asia/Tokyo",
            "FERNET_KEY": keys["fernet_key"],
            "SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": passwords,
            "EXECUTION_API_SERVER_URL": f"{address}/execution/",
            # The workers are forked from a scheduler that has imported what tasks need (`component`).
            "MP_START_METHOD": "fork",
        },
        "DATABASE": {"SQL_ALCHEMY_CONN": database_url},
        "API": {"HOST": "127.0.0.1", "PORT": port, "BASE_URL": address, "WORKERS": 1, "SECRET_KEY": keys["api_secret_key"]},
        "API_AUTH": {"JWT_SECRET": keys["jwt_secret"]},
        "LOGGING": {"BASE_LOG_FOLDER": home / "logs", "LOGGING_LEVEL": "WARNING", "NAMESPACE_LEVELS": "seika=INFO"},
        "SCHEDULER": {"SCHEDULER_HEARTBEAT_SEC": 1, "SCHEDULER_IDLE_SLEEP_TIME": 0.2, "PARSING_CLEANUP_INTERVAL": 600},
        "WORKERS": {"MIN_HEARTBEAT_INTERVAL": 1},
        "DAG_PROCESSOR": {
            "PARSING_PROCESSES": 1,
            "MIN_FILE_PROCESS_INTERVAL": 120,
            "DAG_BUNDLE_STORAGE_PATH": home / "bundles",
            "DAG_VERSION_INFLATION_CHECK_LEVEL": "error",
        },
    }


def _secret(name: str, size: int) -> str:
    path = paths.state() / "secrets" / f"airflow_{name}"
    if not path.is_file():
        text = secrets.token_urlsafe(size)
        # Fernet wants exactly 32 bytes with their padding.
        _write_private(path, text + "=" if name == "fernet_key" else text)
    return path.read_text(encoding="ascii")


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(text, encoding="ascii")
    part.replace(path)
