from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from sftp_server import LOGIN, PASSWORD, Sftp

from seika.errors import BadConfig, Outage
from seika.receive import receive
from seika.store import ledger, vault

CONNECTOR = {"type": "sftp", "connection": "ward_files", "folder": "/out", "pattern": "kintai_{period}*.csv"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sftp]:
    (tmp_path / "ward" / "out").mkdir(parents=True)
    with Sftp(tmp_path / "ward") as running:
        yield running


@pytest.fixture
def ward(server: Sftp, state: Path, sources: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def connect(connector: dict[str, Any] | None = None, **other: Any) -> None:
        sources(attendance=CONNECTOR | (connector or {}))
        held = {"conn_type": "sftp", "host": "127.0.0.1", "port": server.port, "login": LOGIN, "password": PASSWORD}
        monkeypatch.setenv("AIRFLOW_CONN_WARD_FILES", json.dumps({**held, "extra": {"host_key": server.host_key}, **other}))

    connect()
    return connect


def put(server: Sftp, name: str, content: bytes = b"x") -> Path:
    path = server.root / "out" / name
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_a_file_comes_byte_for_byte_and_is_moved_to_received(server: Sftp, ward: Callable[..., None]) -> None:
    content = os.urandom(3_000_000)
    put(server, "kintai_202504_a.csv", content)
    put(server, "kyuka_202504.csv")
    put(server, "kintai_202504.csv.part")
    (delivery_id,) = receive("shinagawa", "attendance")
    with vault.open_bytes(ledger.delivery(delivery_id).sha256) as kept:
        assert kept.read() == content
    assert sorted(path.name for path in (server.root / "out").iterdir()) == ["kintai_202504.csv.part", "kyuka_202504.csv", "received"]
    assert receive("shinagawa", "attendance") == []


def test_a_file_is_taken_only_beside_its_marker_and_both_go(server: Sftp, ward: Callable[..., None]) -> None:
    ward({"done_marker": "{name}.done"})
    put(server, "kintai_202504.csv")
    assert receive("shinagawa", "attendance") == []
    put(server, "kintai_202504.csv.done", b"")
    assert len(receive("shinagawa", "attendance")) == 1
    assert [path.name for path in (server.root / "out").iterdir()] == ["received"]


def test_an_empty_file_is_received_so_that_the_ledger_can_say_so(server: Sftp, ward: Callable[..., None]) -> None:
    put(server, "kintai_202504.csv", b"")
    (delivery_id,) = receive("shinagawa", "attendance")
    assert ledger.delivery(delivery_id).byte_count == 0


def test_a_file_that_still_grows_waits_for_a_later_run(server: Sftp, ward: Callable[..., None]) -> None:
    server.grows = put(server, "kintai_202504.csv")
    assert receive("shinagawa", "attendance") == []
    server.grows = None
    put(server, "kintai_202504.csv", b"whole")
    assert len(receive("shinagawa", "attendance")) == 1


def test_a_file_that_changes_while_it_is_fetched_is_left_although_its_marker_is_there(server: Sftp, ward: Callable[..., None]) -> None:
    ward({"done_marker": "{name}.done"})
    server.grows = put(server, "kintai_202504.csv", b"x" * 100_000)
    put(server, "kintai_202504.csv.done", b"")
    assert receive("shinagawa", "attendance") == []


# The library's thread that reads ahead dies with the connection and says so on its own.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_connection_cut_in_mid_transfer_leaves_nothing_and_the_next_run_has_it_all(server: Sftp, ward: Callable[..., None]) -> None:
    path = put(server, "kintai_202504.csv", os.urandom(4_000_000))
    server.cut_after = 1_000_000
    with pytest.raises(Outage, match="RECEIVE-03"):
        receive("shinagawa", "attendance")
    assert ledger.deliveries("shinagawa") == [] and path.is_file()
    server.cut_after = None
    (delivery_id,) = receive("shinagawa", "attendance")
    assert ledger.delivery(delivery_id).byte_count == 4_000_000


def test_a_file_that_must_stay_is_fetched_once_and_again_when_its_bytes_change(server: Sftp, ward: Callable[..., None]) -> None:
    ward({"after": "leave"})
    path = put(server, "kintai_202504.csv", b"first")
    assert len(receive("shinagawa", "attendance")) == 1
    reads = server.reads
    assert receive("shinagawa", "attendance") == [] and server.reads == reads
    put(server, "kintai_202504.csv", b"second")
    assert len(receive("shinagawa", "attendance")) == 1
    assert path.is_file() and not (path.parent / "received").exists()


def test_a_wrong_password_is_refused_and_not_tried_again(ward: Callable[..., None]) -> None:
    ward(password="wrong-secret")
    with pytest.raises(BadConfig, match="RECEIVE-04"):
        receive("shinagawa", "attendance")


@pytest.mark.parametrize(
    "known", ["", asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()], ids=["unknown", "another"]
)
def test_a_host_that_is_not_known_or_has_another_key_never_sees_the_password(
    known: str, server: Sftp, ward: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    ward(extra={"host_key": known})
    with pytest.raises(BadConfig, match="RECEIVE-06"):
        receive("shinagawa", "attendance")


def test_a_folder_that_is_not_there_or_may_not_be_written_to_is_a_refusal(server: Sftp, ward: Callable[..., None]) -> None:
    put(server, "kintai_202504.csv")
    server.read_only = True
    with pytest.raises(BadConfig, match="RECEIVE-04"):
        receive("shinagawa", "attendance")
    ward({"folder": "/nowhere"})
    with pytest.raises(BadConfig, match="RECEIVE-05"):
        receive("shinagawa", "attendance")


def test_a_server_that_is_gone_is_an_outage(ward: Callable[..., None], unused_tcp_port: int) -> None:
    ward(port=unused_tcp_port)
    with pytest.raises(Outage, match="RECEIVE-03"):
        receive("shinagawa", "attendance")
