import json
from pathlib import Path

import pytest
import yaml
from door import GOOD, lay
from typer.testing import CliRunner

from seika.cli import app
from seika.cli.refusals import BAD_DATA, OUTAGE
from seika.config import paths
from seika.store import ledger

ELSEWHERE = {"type": "sftp", "connection": "ward_files", "pattern": "kintai_{period}.csv"}


@pytest.fixture
def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    folder = tmp_path / "organizations"
    shutil.copytree(paths.organizations() / "shinagawa", folder / "shinagawa")
    path = folder / "shinagawa" / "sources" / "attendance.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text(encoding="utf-8")) | {"connector": ELSEWHERE}), encoding="utf-8")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder))
    monkeypatch.setenv("SEIKA_LANGUAGE", "en")


def test_a_server_that_does_not_answer_holds_up_no_other_source(state: Path, ward: None, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"host": "127.0.0.1", "port": 1, "login": "l", "extra": {"no_host_key_check": "true"}}
    monkeypatch.setenv("AIRFLOW_CONN_WARD_FILES", json.dumps(held))
    monkeypatch.setenv("SEIKA_PSEUDONYM_KEY", "a key for tests, and for tests only")
    lay("shokuin_202504.csv", GOOD["shokuin_202504.csv"])
    done = CliRunner().invoke(app, ["ingest", "-o", "shinagawa"])
    assert done.exit_code == OUTAGE and "RECEIVE-03" in done.stderr
    assert [delivery.source_id for delivery in ledger.deliveries("shinagawa")] == ["roster"]


def test_the_doctor_names_a_connection_that_is_missing(state: Path, ward: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = CliRunner().invoke(app, ["doctor", "-o", "shinagawa"])
    assert found.exit_code == BAD_DATA and "AIRFLOW_CONN_WARD_FILES" in found.stdout
    monkeypatch.setenv("AIRFLOW_CONN_WARD_FILES", "sftp://l:p@h")
    assert "connections of shinagawa: ward_files" in CliRunner().invoke(app, ["doctor", "-o", "shinagawa"]).stdout
