"""An S3-compatible store that is cut off: an outage that is tried again, never a file that is missing and never a refusal for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
import s3fs
from hoshimi import CITY, deliver, settle_down
from moto.server import ThreadedMotoServer
from relay import Relay

from seika.config import paths
from seika.decode import decode
from seika.errors import Outage
from seika.receive import receive
from seika.store import files, ledger, vault


@pytest.fixture
def relay(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """The way to a store with two buckets; libraries try once, not for a quarter of a minute."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    relay = Relay(moto.get_host_and_port()[1])
    once = {"retries": {"max_attempts": 0}}
    told = {"key": "k", "secret": "planted", "endpoint_url": f"http://127.0.0.1:{relay.port}", "use_listings_cache": False}
    monkeypatch.setitem(fsspec.config.conf, "s3", told | {"config_kwargs": once})
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    for name in ("vault", "lake"):
        bucket = f"{name}-{relay.port}"  # moto keeps buckets for as long as the process lives
        s3fs.S3FileSystem(**told, config_kwargs=once).mkdir(bucket)
        monkeypatch.setenv(f"SEIKA_{name.upper()}", f"s3://{bucket}")
    yield relay
    relay.cut()
    moto.stop()


def test_a_delivery_waits_for_the_store_and_is_not_refused(relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(settle_down(tmp_path / "shelf").parent))
    deliver("2026-06")
    (delivery_id,) = receive(CITY, "survey_items")
    relay.cut()
    with pytest.raises(Outage, match="STORE-16") as said:
        decode(delivery_id)
    assert "planted" not in json.dumps(said.value.message("en"))
    assert ledger.delivery(delivery_id).state == "received"
    relay.mend()
    assert decode(delivery_id).state == "decoded"


def test_a_store_that_does_not_answer_lacks_nothing(relay: Relay, tmp_path: Path) -> None:
    (tmp_path / "extract").write_bytes(b"bytes")
    sha256 = vault.put(tmp_path / "extract")
    assert vault.exists(sha256) and list(files.below(paths.vault_url())) == [sha256]
    relay.cut()
    for ask in (lambda: vault.exists(sha256), lambda: list(files.below(paths.vault_url())), lambda: vault.remove(sha256)):
        with pytest.raises(Outage, match="STORE-16"):
            ask()
    relay.mend()
    assert vault.exists(sha256)
