"""The demo as a user runs it: the real scheduler, the real database, every published number against the truth."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import psutil
import pytest
from airflow_menu import open_the_board_from_the_menu
from lineage_endpoint import endpoint
from sqlalchemy import text

from seika.config import load_organization, organization_ids
from seika.orchestrate import airflow_home, local, processes, rounds
from seika.orchestrate.demo import Demo, demo
from seika.store import database, ledger, releases

# April to September, with the survey's wave; thirteen months before a release: a second April, the closed year's evaluations.
STAFF, MONTHS = 60, int(os.environ.get("SEIKA_DEMO_MONTHS", "6"))
# What is killed and run again is run a third time without: few months do.
FEW_MONTHS = 3
# What connections and keys would be in production: every process of the run has them, no log may.
PLANTED = {
    "SEIKA_PERSON_KEY": "planted-person-key-0123456789abcdef0123456789",
    "SEIKA_SECRET_PAYROLL": "planted-zip-password",
    "AIRFLOW_CONN_SEIKA_MAIL": '{"conn_type": "smtp", "host": "mail.example.jp", "login": "seika", "password": "planted-mail-password"}',
    "AIRFLOW_CONN_SEIKA_CHAT": '{"conn_type": "http", "password": "https://chat.example.jp/planted-token"}',
}
VARIABLES = ("SEIKA_HOME", "SEIKA_INBOX", "SEIKA_VAULT", "SEIKA_LAKE", "SEIKA_DATABASE_URL", "SEIKA_ORGANIZATIONS")
SCRIPT = f"from seika.orchestrate.demo import demo; demo({STAFF}, {FEW_MONTHS}, say=lambda line: print(line, flush=True))"

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def clean() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        for variable in VARIABLES:
            patch.delenv(variable, raising=False)
        yield patch


@pytest.fixture(scope="module")
def lineage(clean: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The events that an OpenLineage endpoint receives while Airflow works, by Airflow's own setting."""
    with endpoint() as (address, received):
        clean.setenv("AIRFLOW__OPENLINEAGE__TRANSPORT", json.dumps({"type": "http", "url": address}))
        yield received


@pytest.fixture(scope="module")
def state(clean: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uninterrupted")


@pytest.fixture(scope="module")
def done(clean: pytest.MonkeyPatch, state: Path, lineage: list[dict[str, Any]]) -> tuple[Demo, list[str]]:
    lines: list[str] = []
    clean.setenv("SEIKA_STATE", str(state))
    for name, value in PLANTED.items():
        clean.setenv(name, value)
    return demo(STAFF, MONTHS, say=lines.append), lines


@pytest.fixture(autouse=True)
def in_state(clean: pytest.MonkeyPatch, state: Path, done: tuple[Demo, list[str]]) -> Iterator[None]:
    clean.setenv("SEIKA_STATE", str(state))
    yield
    _leave()


def test_no_log_and_no_line_of_the_ledger_holds_a_secret_or_a_person(done: tuple[Demo, list[str]], state: Path) -> None:
    """Every log of the run (scheduler, tasks, API, PostgreSQL), what the demo said, and every text of the ledger."""
    secrets = {path.read_text(encoding="utf-8").strip() for path in (state / "secrets").iterdir() if path.is_file()}
    secrets |= {*PLANTED.values(), "planted-mail-password", "planted-token"}
    people = _people(state / "simulated")
    assert len(secrets) >= 8 and len(people) > 2 * STAFF, "hardly anything was planted: nothing below would test anything"
    logs = [path for path in [*(state / "airflow").rglob("*.log"), *(state / "pg").glob("*.log")] if path.is_file()]
    assert len(logs) > 50, "the logs were not found"
    texts = {str(path.relative_to(state)): path.read_text(encoding="utf-8", errors="replace") for path in logs}
    # the login is said to whoever started the demo, and to nobody else
    login = (state / "secrets" / "airflow_password").read_text(encoding="ascii")
    texts["said"] = "\n".join(done[1]).replace(login, "…")
    with database.transaction() as connection:
        for table in ("event", "delivery", "check_result", "alert", "candidate", "approval"):
            rows = connection.execute(text(f"select to_jsonb(kept)::text from ledger.{table} as kept")).scalars()
            texts[f"ledger.{table}"] = "\n".join(rows)
    assert sum(map(len, texts.values())) > 100_000
    # Which one it is stays out of the message of this test, too.
    assert [name for name, told in texts.items() if any(secret in told for secret in secrets)] == []
    assert [name for name, told in texts.items() if any(person in told for person in people)] == []


def test_every_published_number_is_the_true_one(done: tuple[Demo, list[str]], state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wards = [each for each in organization_ids() if load_organization(each).header.kind == "ward"]
    compared = _beside("oracle").compare(state / "simulated" / "truth.json", wards)
    with capsys.disabled():
        sys.stdout.write(f"\n{compared.equal} cells equal the truth, {compared.withheld} are rightly withheld\n")
    assert compared.differences == []
    assert compared.equal > 1000
    assert {snapshot.period for each in wards for snapshot in releases.current_snapshots(each)} == set(_months())


def test_a_survey_that_nobody_here_wrote_gives_what_pandas_gives_on_the_raw_file(done: tuple[Demo, list[str]]) -> None:
    import pandas

    package = find_spec("peopleanalyticsdata")
    assert package and package.submodule_search_locations
    raw = pandas.read_csv(Path(package.submodule_search_locations[0]) / "data" / "employee_survey.csv")
    points = raw.stack().dropna()
    (snapshot,) = releases.current_snapshots("handbook")
    published = {row["kpi_id"]: row for row in releases.kpi_rows(snapshot.snapshot_id)}
    mean, positive = published["engagement_score_mean"], published["engagement_positive_rate"]
    assert (mean["numerator"], mean["denominator"], mean["people"]) == (int(points.sum()), len(points), len(raw))
    assert mean["value"] == (Decimal(int(points.sum())) / len(points)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert (positive["numerator"], positive["denominator"]) == (int((points >= 3).sum()), len(points))


def test_rows_received_are_rows_accepted_and_rows_quarantined(done: tuple[Demo, list[str]]) -> None:
    accepted = [delivery for each in organization_ids() for delivery in ledger.deliveries(each, state="accepted")]
    assert len(accepted) > 100
    for delivery in accepted:
        assert delivery.received_count == (delivery.accepted_count or 0) + (delivery.quarantined_count or 0), delivery
    assert sum(delivery.quarantined_count or 0 for delivery in accepted) > 0


def test_broken_files_are_refused_and_said_to_be(done: tuple[Demo, list[str]]) -> None:
    refused = [delivery for each in organization_ids() for delivery in ledger.deliveries(each, state="rejected")]
    assert refused
    assert all(any(delivery.delivery_id in line for line in done[1]) for delivery in refused)


def test_every_current_snapshot_has_its_three_report_files(done: tuple[Demo, list[str]], state: Path) -> None:
    current = {snapshot.snapshot_id for each in organization_ids() for snapshot in releases.current_snapshots(each)}
    for kind in ("pdf", "html", "xlsx"):
        written = {path.stem for path in (state / "reports").rglob(f"*.{kind}") if path.stat().st_size}
        assert current <= written, kind


def test_each_step_told_an_endpoint_of_itself_and_of_the_task_that_it_belongs_to(
    done: tuple[Demo, list[str]], lineage: list[dict[str, Any]]
) -> None:
    ended = [event for event in lineage if event["eventType"] == "COMPLETE"]
    parents = {(event["job"]["name"].split(".")[0], event["run"]["facets"]["parent"]["job"]["name"]) for event in ended}
    steps = {"receive": "ingest", "decode": "ingest", "check": "ingest", "transform": "release", "release": "release", "report": "report"}
    assert {verb for verb, _ in parents} == set(steps)
    # release computes a month again where an extract came after transform
    tasks = {verb: {verb} for verb in steps} | {"transform": {"transform", "release"}}
    strange = [(verb, job) for verb, job in parents if not job.startswith(f"{steps[verb]}__") or job.split(".")[1] not in tasks[verb]]
    assert strange == []
    published = {
        output["facets"]["version"]["datasetVersion"]
        for event in ended
        if "release." in event["job"]["name"]
        for output in event["outputs"]
    }
    assert published == {snapshot.snapshot_id for each in organization_ids() for snapshot in releases.snapshots(each)}


def test_nothing_runs_afterwards(done: tuple[Demo, list[str]], state: Path) -> None:
    _leave()
    assert _alive(state) == []


def test_a_second_demo_does_no_work_and_says_so(done: tuple[Demo, list[str]], state: Path) -> None:
    before = _chains()
    lines: list[str] = []
    assert demo(STAFF, MONTHS, say=lines.append).new_snapshots == 0
    assert _chains() == before
    assert any("Nothing to do" in line for line in lines)


def test_airflow_stays_up_behind_a_login_until_it_is_taken_down(done: tuple[Demo, list[str]], state: Path, tmp_path: Path) -> None:
    running = local.up()
    events = f"{running.url}/api/v2/assets/events"
    assert httpx.get(events).status_code == httpx.codes.UNAUTHORIZED
    login = httpx.post(f"{running.url}/auth/token", json={"username": running.user, "password": running.password})
    told = httpx.get(events, params={"limit": 100}, headers={"Authorization": f"Bearer {login.json()['access_token']}"}).json()
    assert {event["partition_key"] for event in told["asset_events"]} >= {"2021-08", *_months()[:3]}
    assert local.up().url == running.url
    open_the_board_from_the_menu(running, tmp_path)
    assert demo(STAFF, MONTHS).new_snapshots == 0
    assert local.status() is not None, "a demo must not take down what it did not start"
    assert local.down()
    assert _alive(state) == []


def test_a_demo_that_is_ended_and_killed_and_run_again_ends_with_the_same_hashes(
    done: tuple[Demo, list[str]], clean: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _leave()
    clean.setenv("SEIKA_STATE", str(tmp_path / "undisturbed"))
    demo(STAFF, FEW_MONTHS)
    expected = _chains()
    _leave()
    tmp_path /= "disturbed"
    clean.setenv("SEIKA_STATE", str(tmp_path))
    chance = random.SystemRandom()
    first, second = chance.randint(4, 10), chance.randint(4, 16)
    _run_until_line(first, signal.SIGINT)
    assert _alive(tmp_path) == [], f"after Ctrl-C at line {first}"
    _run_until_line(second, signal.SIGKILL)
    demo(STAFF, FEW_MONTHS)
    assert _chains() == expected, f"after Ctrl-C at line {first} and a kill at line {second}"


def _run_until_line(count: int, number: signal.Signals) -> None:
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True) as running:
        assert running.stdout
        for _ in range(count):
            running.stdout.readline()
        running.send_signal(number)
        running.stdout.close()


def _alive(state: Path) -> list[str]:
    ours = processes.ours(str(airflow_home.folder()))
    servers = [process for process in psutil.process_iter(["cmdline"]) if str(state / "pg") in " ".join(process.info["cmdline"] or [])]
    return [str(process) for process in [*ours, *servers]]


def _chains() -> dict[str, list[str]]:
    return {each: [snapshot.snapshot_hash for snapshot in releases.snapshots(each)] for each in organization_ids()}


def _months() -> list[str]:
    first = min(rounds.folder().glob("round-1/shinagawa/shokuin_*.csv")).stem.removeprefix("shokuin_")
    from seika.period import Period

    start = Period(f"{first[:4]}-{first[4:]}")
    return [str(month) for month in start.until(start.plus(MONTHS - 1))]


def _leave() -> None:
    database.close()
    database.stop_server()


def _beside(name: str) -> ModuleType:
    specification = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert specification and specification.loader
    module = module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


def _people(folder: Path) -> set[str]:
    """Return the names and the staff numbers in the extracts that were dropped (rosters of both wards), each of some length."""
    found: set[str] = set()
    for path in sorted(folder.glob("round-*/*/*")):
        if path.suffix != ".csv":
            continue
        # Some of the files are broken on purpose: what can be read of them is looked for.
        content, marked = path.read_bytes(), b"\xef\xbb\xbf"
        text_of_it = content.decode("utf-8-sig" if content.startswith(marked) else _encoding(content), errors="replace")
        lines = list(csv.reader(io.StringIO(text_of_it, newline="")))
        head = next((line for line in lines if {"氏名", "職員番号"} <= set(line) or {"氏名", "職員コード"} <= set(line)), None)
        if head is None:
            continue
        places = [head.index(name) for name in ("氏名", "職員番号", "職員コード") if name in head]
        rows = lines[lines.index(head) + 1 :]
        found |= {row[place] for row in rows if len(row) == len(head) for place in places if len(row[place].strip()) >= 3}
    return found


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"
