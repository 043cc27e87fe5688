from __future__ import annotations

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import fsspec
import pytest

from seika.errors import BadData
from seika.store import vault


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("SEIKA_VAULT", raising=False)
    return tmp_path / "state" / "vault"


def extract(folder: Path, content: bytes, name: str = "extract.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_is_kept_under_its_sha_256_byte_for_byte_and_read_only(tmp_path: Path, place: Path) -> None:
    content = "職員番号,氏名\r\n".encode("cp932") * 200_000
    sha256 = vault.put(extract(tmp_path, content))
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert [path.name for path in place.iterdir()] == [sha256]
    assert stat.S_IMODE((place / sha256).stat().st_mode) == 0o444
    with vault.open_bytes(sha256) as stream:
        assert stream.read() == content
    assert vault.local_path(sha256).read_bytes() == content


def test_the_same_bytes_again_touch_nothing(tmp_path: Path, place: Path) -> None:
    sha256 = vault.put(extract(tmp_path, b"x"))
    before = (place / sha256).stat()
    assert vault.put(extract(tmp_path, b"x", "renamed.csv")) == sha256
    assert (place / sha256).stat() == before
    assert len(list(place.iterdir())) == 1


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    assert vault.local_path(vault.put(extract(tmp_path, b""))).read_bytes() == b""


def test_bytes_it_never_saw_are_said_to_be_missing() -> None:
    for ask in (vault.open_bytes, vault.local_path):
        with pytest.raises(BadData) as refused:
            ask("0" * 64)
        assert refused.value.code == "STORE-05"


def test_a_file_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path, place: Path) -> None:
    with pytest.raises(FileNotFoundError):
        vault.put(tmp_path / "missing.csv")
    assert list(place.iterdir()) == []


def test_a_kill_at_any_moment_leaves_whole_files_only(tmp_path: Path, place: Path) -> None:
    sources = [extract(tmp_path, bytes([number]) * 3_000_000, f"{number}.csv") for number in range(40)]
    lines = "import sys; from pathlib import Path; from seika.store import vault; [vault.put(Path(each)) for each in sys.argv[1:]]"
    process = subprocess.Popen([sys.executable, "-c", lines, *map(str, sources)], env=dict(os.environ))
    while process.poll() is None and not (place.is_dir() and any(place.iterdir())):
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for path in place.iterdir():
        if not path.name.startswith("."):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    for source in sources:
        assert vault.local_path(vault.put(source)).read_bytes() == source.read_bytes()


def test_a_vault_elsewhere_keeps_and_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_VAULT", "memory://vault")
    sha256 = vault.put(extract(tmp_path, b"far away"))
    assert vault.put(extract(tmp_path, b"far away")) == sha256
    assert fsspec.filesystem("memory").ls("/vault", detail=False) == [f"/vault/{sha256}"]
    with vault.open_bytes(sha256) as stream:
        assert stream.read() == b"far away"
    assert vault.local_path(sha256).read_bytes() == b"far away"
    assert vault.local_path(sha256).is_relative_to(tmp_path / "state" / "scratch")
