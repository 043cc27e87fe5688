"""The servers of a ward as processes: PostgreSQL, Redis, an S3-compatible store, mail, and Airflow with two Celery workers.

Each worker has its own scratch folder; what they share is the database, the store, and one folder for the drop folder and the reports.
Whatever dies is started again, as a container engine does, unless it is being kept down.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import fsspec
import psutil
import pytest
import s3fs
from moto.server import ThreadedMotoServer
from relay import Relay

from seika.config import paths
from seika.errors import SeikaError
from seika.orchestrate import airflow_home
from seika.orchestrate.api import Api
from seika.store import server

WORKERS = ("worker-1", "worker-2")
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer", *WORKERS)
_START_SECONDS = 300
_LIMITS = {  # seconds: what is lost is noticed in a test's time, not in the minutes of a server room
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": 15,
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": 3,
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": 45,
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": 5,
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": 10,
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": 10,
    "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": 3600,
}


class Servers:
    """All servers of one test below ``folder``; ``environment`` is what Airflow's processes are started with."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.redis_port, self._password = folder, airflow_home.free_port(), secrets.token_urlsafe(16)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.wanted: set[str] = set()
        self._ended = threading.Event()
        self._lock = threading.RLock()
        self.moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
        self.moto.start()
        self.store = Relay(self.moto.get_host_and_port()[1])
        place = server.start_server(folder / "pg", ("fsync=off",))
        url = f"postgresql+psycopg://seika@/seika?host={place}&port=5432"
        options = {"key": "k", "secret": "s", "endpoint_url": f"http://127.0.0.1:{self.store.port}", "use_listings_cache": False}
        told = {"SEIKA_STATE": folder / "shared", "SEIKA_DATABASE_URL": url, "SEIKA_VAULT": "s3://vault", "SEIKA_LAKE": "s3://lake"}
        for name, value in (told | {"FSSPEC_S3": json.dumps(options), "SEIKA_DUCKDB_THREADS": 1}).items():
            patch.setenv(name, str(value))
        patch.setitem(fsspec.config.conf, "s3", options)
        for bucket in ("vault", "lake"):
            s3fs.S3FileSystem(**options, skip_instance_cache=True).mkdir(bucket)
        metadata = url.replace("+psycopg:", "+psycopg2:").replace("/seika?", "/airflow?")
        self.home = airflow_home.prepare(metadata)
        self.environment = self.home.environment | {name: str(value) for name, value in _LIMITS.items()}
        self.environment |= {
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CELERY__BROKER_URL": f"redis://:{self._password}@127.0.0.1:{self.redis_port}/0",
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{metadata}",
            "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
            "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
            "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "30",
        }
        self.api = Api(self.home)

    def __enter__(self) -> Servers:
        try:
            for name in ("broker", "database", *COMPONENTS):
                self.bring_up(name)
            threading.Thread(target=self._look_after, daemon=True).start()
            give_up = time.monotonic() + _START_SECONDS
            while not self.is_ready():
                assert time.monotonic() < give_up, f"not ready: see {self.home.logs}"
                time.sleep(0.5)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with self._lock:
            for process in self.processes.values():
                _end_all(process, signal.SIGKILL)
            server.stop_server(self.folder / "pg")
        self.store.cut()
        self.moto.stop()

    def is_ready(self) -> bool:
        """Return whether Airflow answers and both workers have said which queue they serve."""
        with suppress(SeikaError):
            return self.api.healthy() and bool(self.api.dag_ids()) and all(self._serves(name) for name in WORKERS)
        return False

    def bring_up(self, name: str) -> None:
        """Start a server, and see to it from now on that it runs."""
        with self._lock:
            self.wanted.add(name)
            if name == "database":
                server.start_server(self.folder / "pg", ("fsync=off",))
            elif name == "store":
                self.store.mend()
            else:
                self.processes[name] = self._started(name)

    def take_down(self, name: str) -> None:
        """End a server as an administrator does; it stays down until ``bring_up``."""
        with self._lock:
            self.wanted.discard(name)
            if name == "database":
                server.stop_server(self.folder / "pg")
            elif name == "store":
                self.store.cut()
            else:
                _end_all(self.processes[name], signal.SIGTERM)

    def kill(self, name: str) -> None:
        """Kill a server with all its children, at once; it comes back by itself. ``task``: one process of a worker that works."""
        with self._lock:
            if name == "database":
                os.kill(int((self.folder / "pg" / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
            elif name == "task":
                _kill_a_child(self.processes[secrets.choice(WORKERS)])
            else:
                _end_all(self.processes[name], signal.SIGKILL)

    def _started(self, name: str) -> subprocess.Popen[bytes]:
        own, command = {}, [sys.executable, "-m", "seika.orchestrate.component", name.split("-1")[0].split("-2")[0]]
        if name in WORKERS:
            own = {"SEIKA_SCRATCH": str(self.folder / f"scratch-{name}"), "SEIKA_WORKER": name}
        if name == "broker":
            (self.folder / "redis").mkdir(exist_ok=True)
            found = shutil.which("redis-server")
            assert found, "the broker is Debian's: apt-get install redis-server"
            command = [found, "--port", str(self.redis_port), "--bind", "127.0.0.1", "--dir", str(self.folder / "redis"),
                       "--requirepass", self._password, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]  # fmt: skip
        with (self.home.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env=self.environment | own,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _look_after(self) -> None:
        while not self._ended.wait(0.5):
            with self._lock:
                for name in sorted(self.wanted - {"store"}):
                    if not self._ended.is_set() and not self._lives(name):
                        self.bring_up(name)

    def _lives(self, name: str) -> bool:
        if name != "database":
            return self.processes[name].poll() is None
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(Path(str(paths.database_url()).split("host=")[1].split("&")[0]) / ".s.PGSQL.5432"))
            return True
        return False

    def _serves(self, name: str) -> bool:
        return ".> default" in (self.home.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def _end_all(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(psutil.Error):
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        if number != signal.SIGKILL:
            process.send_signal(number)
            _, family = psutil.wait_procs(family, timeout=8)
        for each in family:
            with suppress(psutil.Error):
                each.kill()
    process.wait(20)


def _kill_a_child(worker: subprocess.Popen[bytes]) -> None:
    with suppress(psutil.Error):
        children = psutil.Process(worker.pid).children(recursive=True)
        if children:
            children[-1].kill()
