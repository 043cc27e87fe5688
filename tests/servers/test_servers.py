"""Servers under kills and outages: in the end the same hashes as one process without any of it, and nothing lost.

Some minutes, so it runs where ``SEIKA_KILLS_OF_SERVERS`` and ``SEIKA_OUTAGES`` say how many; CONTRIBUTING.md has the command.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import yaml
from door import KEY
from hoshimi import TUTORIAL
from mail_server import mail_server
from relay import Relay
from server_room import COMPONENTS, Servers

from seika.config import paths
from seika.errors import SeikaError
from seika.orchestrate import work
from seika.orchestrate.bodies import body
from seika.period import Period
from seika.release.verify import differences
from seika.store import database, ledger, releases

KILLS, OUTAGES = (int(os.environ.get(name, "0")) for name in ("SEIKA_KILLS_OF_SERVERS", "SEIKA_OUTAGES"))
CITIES, FIRST = ("hoshimi", "tsukimi"), Period("2026-06")
MOST_MONTHS = 60
TO_KILL = ("task", "task", "broker", "database", *COMPONENTS)
TO_LOSE = ("database", "broker", "store", "mail", "api-server")
PIPELINE = Path(__file__).parents[1] / "support" / "pipeline.py"
_OURS = ("SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_HOME", "SEIKA_DATABASE_URL", "SEIKA_SCRATCH")
_PATIENCE = 1200.0
_LOOKS_WITHOUT_WORK = 4
Event = tuple[str, str]

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(not KILLS + OUTAGES, reason="minutes: set SEIKA_KILLS_OF_SERVERS and SEIKA_OUTAGES"),
]


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two small cities that tell one mailbox of what waits."""
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    channel = {"type": "mail", "connection": "seika_mail", "sender": "seika@example.jp", "to": ["hr@example.jp"]}
    for city in CITIES:
        folder = shutil.copytree(TUTORIAL / "hoshimi", tmp_path / "organizations" / city)
        (folder / "operation.yml").write_text(yaml.safe_dump({"alerts": {"channels": [channel]}}), encoding="utf-8")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path / "organizations"))
    yield
    database.close()


def test_after_kills_and_outages_the_servers_have_published_what_one_process_publishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    chance, told = random.Random(seed), []
    plan = [("kill", chance.choice(TO_KILL)) for _ in range(KILLS)] + [("outage", TO_LOSE[n % len(TO_LOSE)]) for n in range(OUTAGES)]
    chance.shuffle(plan)
    months: list[Period] = []
    with monkeypatch.context() as disturbed, mail_server(tmp_path) as box:
        mail = Relay(box.port)
        connection = {"conn_type": "smtp", "host": "localhost", "port": mail.port, "extra": {"encryption": "none"}}
        disturbed.setenv("AIRFLOW_CONN_SEIKA_MAIL", json.dumps(connection))
        with Servers(tmp_path / "servers", disturbed) as servers:
            began = time.monotonic()
            while plan and len(months) < MOST_MONTHS:
                months.append(FIRST.plus(len(months)))
                deliver(months[-1])
                settle(servers, lambda: disturb(servers, mail, plan, chance, told))
            with capsys.disabled():
                seconds, mails = time.monotonic() - began, len(box.came)
                sys.stdout.write(f"\nseed {seed}: {len(told)} events in {seconds:.0f} s, {len(months)} months, {mails} mails: {told}\n")
            found = standing()
            database.close()
    assert len(told) == KILLS + OUTAGES, "there was too little to do for all that was planned"
    assert box.came or ("outage", "mail") not in told, "nobody was told after the mail server had come back"

    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "undisturbed"))
    for month in months:
        deliver(month)
        for city in CITIES:
            subprocess.run([sys.executable, str(PIPELINE), city], check=True, timeout=600, stdout=subprocess.DEVNULL)
    expected = standing()
    database.close()
    database.stop_server()
    assert [len(chain) for _, chain, _ in expected.values()] == [len(months)] * len(CITIES)
    assert found == expected, f"seed {seed}: {told}"


def settle(servers: Servers, disturb: Callable[[], None]) -> None:
    """Let Airflow do what is to do, starting what nothing else starts, while ``disturb`` is called again and again."""
    give_up, silent = time.monotonic() + _PATIENCE, 0
    while silent < _LOOKS_WITHOUT_WORK:
        assert time.monotonic() < give_up, f"work is left: see {servers.home.logs}"
        try:
            running = servers.api.active()
            wanted = [dag_id for city in CITIES for dag_id in work.to_do(body(city))]
            silent = 0 if running or wanted else silent + 1
            if silent == 0:
                disturb()
            for dag_id in wanted if not running else ():
                servers.api.trigger(dag_id)
        except SeikaError:
            silent = 0  # an outage: the next look comes
        time.sleep(1)


def disturb(servers: Servers, mail: Relay, plan: list[Event], chance: random.Random, told: list[Event]) -> None:
    """Do the next thing of the plan, now and then."""
    if not plan or chance.random() > 0.2:
        return
    what, name = plan.pop()
    told.append((what, name))
    if what == "kill":
        servers.kill(name)
        return
    if name == "mail":
        mail.cut()
        servers.api.trigger(f"alert__{chance.choice(CITIES)}")
    else:
        servers.take_down(name)
    time.sleep(chance.uniform(3, 12))
    mail.mend() if name == "mail" else servers.bring_up(name)


def deliver(month: Period) -> None:
    """Put the survey of a month, another each month, to the door of each city: it appears as a whole, and old enough to be complete."""
    for city in CITIES:
        book = openpyxl.load_workbook(TUTORIAL / "staff_survey_2026-06.xlsx")
        book["Responses"]["A1"] = f"{city} {month}"
        door = paths.inbox() / city
        door.mkdir(parents=True, exist_ok=True)
        part = door / f"staff_survey_{month}.xlsx.part"
        book.save(part)
        os.utime(part, (0, 0))
        # A workbook says when it was saved: the undisturbed way gets the same bytes.
        kept = paths.organizations().parent / f"{city}-{month}.xlsx"
        shutil.copy2(part, kept) if not kept.exists() else shutil.copy2(kept, part)
        part.rename(part.with_suffix(""))


def standing() -> dict[str, tuple[list[object], list[object], list[object]]]:
    """Return by city the deliveries as judged, the chain, and how many rows each snapshot has; all that was kept is as it was written."""
    found: dict[str, tuple[list[object], list[object], list[object]]] = {}
    for city in CITIES:
        deliveries: list[object] = sorted((each.delivery_id, each.state, each.accepted_count) for each in ledger.deliveries(city))
        made = releases.snapshots(city)
        assert [each.code for each in differences(city)] == []
        found[city] = (deliveries, [each.snapshot_hash for each in made], [len(releases.kpi_rows(each.snapshot_id)) for each in made])
    return found
