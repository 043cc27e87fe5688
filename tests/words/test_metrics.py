"""Metrics on a real UDP socket: what is sent, what the mapping makes of it, what the board asks for."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml
from trial import declare_trial, deliver, publish

from seika import metrics
from seika.alert import alert
from seika.errors import BadData
from seika.lineage import tells

METRICS = Path(__file__).parents[2] / "include" / "metrics"


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.settimeout(0.5)
        monkeypatch.setenv("SEIKA_STATSD", f"127.0.0.1:{heard.getsockname()[1]}")
        yield heard


def lines(ear: socket.socket) -> list[str]:
    found: list[str] = []
    while True:
        try:
            datagram = ear.recv(65536)
        except TimeoutError:
            return found
        assert len(datagram) <= 1400
        found += datagram.decode().split("\n")


@tells("release")
def step(folder: Path | str) -> str:
    if "bad" in str(folder):
        raise BadData("PERIOD-01", value="x")
    return "done"


def test_each_step_tells_how_long_it_took_and_how_it_ended(ear: socket.socket) -> None:
    assert step(Path("/scratch/shinagawa/2026-09")) == "done"
    step("shinagawa-attendance-2026-09-0123abcd")
    with pytest.raises(BadData):
        step("/scratch/Some-City/bad")
    told = lines(ear)
    assert [re.sub(r":\d+", ":0", each) for each in told] == [
        "seika.shinagawa.step.release.done:0|ms",
        "seika.shinagawa.step.release.done:0|ms",
        "seika.some_city.step.release.failed:0|ms",
    ]


def test_an_alert_tells_how_the_organization_stands(
    ear: socket.socket, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(declare_trial(tmp_path / "shelf").parent))
    deliver("attendance", "2026-08", "2026-09-07", accepted=90, held=11)
    publish("2026-08", "2026-10-30")
    alert(["trial"], date(2026, 10, 9))
    told = dict(line.split(":") for line in lines(ear))
    assert told["seika.trial.rows.quarantined"] == "11|g"
    assert told["seika.trial.deliveries.accepted"] == "1|g"
    assert told["seika.trial.sources.late"] == "2|g"  # roster and attendance of September
    assert (told["seika.trial.months.published"], told["seika.trial.months.late"]) == ("1|g", "1|g")
    assert told["seika.trial.waits.quarantine"] == "1|g"
    mapped = {_mapped(name)["name"] for name in told} | {"seika_step"}
    board = json.loads((METRICS / "grafana_board.json").read_text(encoding="utf-8"))
    asked = "\n".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    wanted = {re.sub(r"_(bucket|count|sum)$", "", name) for name in re.findall(r"\bseika_\w+", asked)}
    assert wanted == mapped
    for label, value in re.findall(r'\b(state|concern)="(\w+)"', asked):
        assert any(line.rsplit(".", 1)[1] == value for line in told), (label, value)


def _mapped(name: str) -> dict[str, Any]:
    mappings = yaml.safe_load((METRICS / "statsd_mapping.yml").read_text(encoding="utf-8"))["mappings"]
    (found,) = [each for each in mappings if fnmatchcase(name, each["match"]) and name.count(".") == each["match"].count(".")]
    return dict(found)


def test_without_a_wish_nothing_is_sent_and_airflows_own_wish_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SEIKA_STATSD", "AIRFLOW__METRICS__STATSD_ON"):
        monkeypatch.delenv(name, raising=False)
    assert metrics.place() is None
    monkeypatch.setenv("AIRFLOW__METRICS__STATSD_ON", "True")
    monkeypatch.setenv("AIRFLOW__METRICS__STATSD_HOST", "statsd")
    assert metrics.place() == ("statsd", 8125)


@pytest.mark.parametrize("nowhere", ["no.such.host.invalid:8125", "127.0.0.1:1", "127.0.0.1:port", "nowhere"])
def test_a_step_does_not_notice_that_nobody_hears(monkeypatch: pytest.MonkeyPatch, nowhere: str) -> None:
    monkeypatch.setenv("SEIKA_STATSD", nowhere)
    assert step("shinagawa") == "done"


def test_many_gauges_go_in_packets(ear: socket.socket) -> None:
    metrics.gauges("shinagawa", {f"waits.number_{number}": number for number in range(200)})
    assert len(lines(ear)) == 200
