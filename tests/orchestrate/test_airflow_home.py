from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from seika.orchestrate import airflow_home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> airflow_home.AirflowHome:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "state"))
    return airflow_home.prepare("sqlite://")


def test_everything_of_airflow_lies_below_the_state_folder(home: airflow_home.AirflowHome, tmp_path: Path) -> None:
    assert home.environment["AIRFLOW_HOME"].startswith(str(tmp_path))
    assert home.environment["AIRFLOW__LOGGING__BASE_LOG_FOLDER"].startswith(str(tmp_path))
    assert home.logs.is_dir()


def test_it_listens_on_the_loopback_interface_only_and_asks_for_a_password(home: airflow_home.AirflowHome) -> None:
    assert home.environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS" not in home.environment
    passwords = json.loads(Path(home.environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]).read_text())
    assert passwords == {airflow_home.USER: home.password}
    assert len(home.password) >= 16


def test_secrets_are_made_once_and_only_their_owner_can_read_them(home: airflow_home.AirflowHome, tmp_path: Path) -> None:
    files = list((tmp_path / "state" / "secrets").iterdir())
    assert len(files) == 5
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    again = airflow_home.prepare("sqlite://")
    secret = "AIRFLOW__API_AUTH__JWT_SECRET"
    assert (again.password, again.environment[secret]) == (home.password, home.environment[secret])


def test_the_fernet_key_is_one(home: airflow_home.AirflowHome) -> None:
    from cryptography.fernet import Fernet

    Fernet(home.environment["AIRFLOW__CORE__FERNET_KEY"].encode())


def test_a_port_that_is_taken_is_not_chosen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert airflow_home.free_port() != taken.getsockname()[1]


def test_the_home_is_found_again_with_port_and_password(home: airflow_home.AirflowHome) -> None:
    found = airflow_home.known()
    assert found is not None
    assert (found.url, found.password) == (home.url, home.password)


def test_before_the_first_start_there_is_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path))
    assert airflow_home.known() is None
