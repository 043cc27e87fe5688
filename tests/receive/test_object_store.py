from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from seika.errors import BadConfig, Outage
from seika.receive import receive
from seika.store import ledger, vault

CONNECTOR = {"type": "object_store", "url": "s3://ward/out", "connection": "ward_store", "pattern": "kintai_{period}*.csv"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str) -> Iterator[Any]:
    system = s3fs.S3FileSystem(key="k", secret="s", endpoint_url=endpoint, use_listings_cache=False, skip_instance_cache=True)
    system.mkdir("ward")
    yield system
    system.rm("ward", recursive=True)


@pytest.fixture
def ward(endpoint: str, state: Path, sources: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def connect(connector: dict[str, Any] | None = None, endpoint_url: str = endpoint) -> None:
        sources(attendance=CONNECTOR | (connector or {}))
        held = {"conn_type": "aws", "login": "k", "password": "s", "extra": {"endpoint_url": endpoint_url, "region_name": "us-east-1"}}
        monkeypatch.setenv("AIRFLOW_CONN_WARD_STORE", json.dumps(held))

    connect()
    return connect


def test_an_object_comes_byte_for_byte_and_is_moved_to_received(bucket: Any, ward: Callable[..., None]) -> None:
    content = os.urandom(6_000_000)
    bucket.pipe({"ward/out/kintai_202504.csv": content, "ward/out/kyuka_202504.csv": b"x"})
    (delivery_id,) = receive("shinagawa", "attendance")
    delivery = ledger.delivery(delivery_id)
    with vault.open_bytes(delivery.sha256) as kept:
        assert kept.read() == content
    moved = f"ward/out/received/kintai_202504.{delivery.sha256[:8]}.csv"
    assert sorted(bucket.find("ward")) == ["ward/out/kyuka_202504.csv", moved]
    assert receive("shinagawa", "attendance") == []


def test_an_object_that_must_stay_is_taken_once_and_again_when_it_changes(bucket: Any, ward: Callable[..., None]) -> None:
    ward({"after": "leave"})
    bucket.pipe({"ward/out/kintai_202504.csv": b"first"})
    assert len(receive("shinagawa", "attendance")) == 1
    assert receive("shinagawa", "attendance") == [] and ledger.events("shinagawa") == []
    bucket.pipe({"ward/out/kintai_202504.csv": b"other"})
    assert len(receive("shinagawa", "attendance")) == 1
    assert bucket.find("ward") == ["ward/out/kintai_202504.csv"]


def test_an_empty_prefix_is_an_empty_door_and_a_missing_bucket_a_mistake(bucket: Any, ward: Callable[..., None]) -> None:
    assert receive("shinagawa", "attendance") == []
    ward({"url": "s3://nobodys/out"})
    with pytest.raises(BadConfig, match="RECEIVE-05"):
        receive("shinagawa", "attendance")


def test_a_store_that_does_not_answer_is_an_outage(ward: Callable[..., None], unused_tcp_port: int) -> None:
    ward(endpoint_url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(Outage, match="RECEIVE-03"):
        receive("shinagawa", "attendance")


def test_a_local_path_is_a_store_as_well(ward: Callable[..., None], tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "kintai_202504.csv").write_bytes(b"x")
    os.utime(folder / "kintai_202504.csv", (0, 0))
    ward({"url": str(folder), "connection": None})
    assert len(receive("shinagawa", "attendance")) == 1
    assert [path.name for path in folder.iterdir()] == ["received"]


def test_a_file_that_two_patterns_of_one_place_take_stays_nobodys(bucket: Any, ward: Callable[..., None], sources: Any) -> None:
    sources(leave=CONNECTOR | {"pattern": "kintai_{period}_*.csv"})
    bucket.pipe({"ward/out/kintai_202504_x.csv": b"whose?"})
    assert receive("shinagawa", "attendance") == receive("shinagawa", "leave") == []
