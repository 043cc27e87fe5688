"""A standalone Spark cluster on loopback: one master, two workers of one core each, from the package pyspark."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

_START_SECONDS = 120
# What a site says in its own spark-defaults.conf: here that nothing leaves the machine.
_DEFAULTS = """\
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.executor.memory 512m
spark.executor.cores 1
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
"""


@dataclass(frozen=True)
class Cluster:
    """A running cluster: the page of its master, and what a driver is to be told by its environment."""

    page: str
    settings: dict[str, str]

    @property
    def warehouse(self) -> Path:
        """Where the tables of a build lie while it runs."""
        return Path(self.settings["SEIKA_SPARK_WAREHOUSE"])

    def told(self) -> dict[str, Any]:
        """Return what the master says of its workers and applications."""
        with urlopen(f"{self.page}/json/", timeout=10) as answer:
            said: dict[str, Any] = json.load(answer)
        return said


@contextmanager
def spark_cluster(folder: Path) -> Iterator[Cluster]:
    """Yield a cluster whose two workers have registered; everything it writes lies in ``folder``."""
    import pyspark

    if shutil.which("java") is None:
        pytest.fail("Spark needs Java 17: apt-get install openjdk-17-jre-headless", pytrace=False)
    home, (port, page) = Path(pyspark.__file__).parent, _free_ports(2)
    master = f"spark://127.0.0.1:{port}"
    conf = folder / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text(_DEFAULTS, encoding="ascii")
    for_all = {"SPARK_CONF_DIR": str(conf), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder / "local")}
    ours = {"SEIKA_SPARK_MASTER": master, "SEIKA_SPARK_WAREHOUSE": str(folder / "warehouse"), "SEIKA_SPARK_PARTITIONS": "2"}
    cluster = Cluster(f"http://127.0.0.1:{page}", for_all | ours)
    told = os.environ | for_all | {"SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"}
    deploy = "org.apache.spark.deploy"
    with ExitStack() as running:
        run = [home / "bin" / "spark-class"]
        at = ("--host", "127.0.0.1")
        ports = ("--port", str(port), "--webui-port", str(page))
        running.enter_context(_running([*run, f"{deploy}.master.Master", *at, *ports], told, folder))
        for number in (1, 2):
            own = ("--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(folder / f"worker-{number}"))
            running.enter_context(_running([*run, f"{deploy}.worker.Worker", *at, *own, master], told, folder))
        _wait_for_workers(cluster, folder / "cluster.log")
        yield cluster


def stop_session() -> None:
    """End the session of this process, where there is one."""
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session:
        session.stop()


@contextmanager
def _running(command: list[Any], told: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "cluster.log").open("ab") as log:
        process = subprocess.Popen(command, env=told, cwd=folder, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_workers(cluster: Cluster, log: Path) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while True:
        try:
            if cluster.told()["aliveworkers"] == 2:
                return
        except OSError:
            pass
        if time.monotonic() > give_up:
            raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        time.sleep(0.3)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
