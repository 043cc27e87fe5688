import os
import threading
import time
from pathlib import Path

import pytest
from door import lay

from seika.config import load_organization
from seika.errors import Outage
from seika.period import Period
from seika.receive.folder import files_of, put_away


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path))
    monkeypatch.delenv("SEIKA_INBOX", raising=False)


def seen() -> list[tuple[str, str | None, Period | None]]:
    return [(file.path.name, file.source_id, file.period) for file in files_of(load_organization("shinagawa"))]


def test_files_go_to_the_source_their_name_says_oldest_month_first_then_by_name() -> None:
    for name in ("kintai_202505.csv", "kintai_202504_v2.csv", "kintai_202504.csv", "shokuin_202504.csv"):
        lay(name, b"x")
    assert seen() == [
        ("kintai_202504.csv", "attendance", Period("2025-04")),
        ("kintai_202504_v2.csv", "attendance", Period("2025-04")),
        ("shokuin_202504.csv", "roster", Period("2025-04")),
        ("kintai_202505.csv", "attendance", Period("2025-05")),
    ]


@pytest.mark.parametrize("name", ["readme.txt", "kintai_202513.csv", "kintai_2025.csv", "xkintai_202504.csv", "kintai_202504.csv.bak"])
def test_a_file_that_no_source_takes_waits_as_nobodys(name: str) -> None:
    lay(name, b"x")
    assert seen() == [(name, None, None)]


@pytest.mark.parametrize("name", ["kintai_202504.csv.tmp", "kintai_202504.csv.part", ".kintai_202504.csv"])
def test_a_file_under_the_name_of_an_unfinished_one_is_left(name: str) -> None:
    lay(name, b"x")
    assert seen() == []


def test_no_folder_is_an_empty_door() -> None:
    assert seen() == []


def test_a_file_that_still_grows_is_left_and_one_that_rests_is_taken() -> None:
    growing, resting = lay("kintai_202504.csv", b"x"), lay("kintai_202505.csv", b"x")
    os.utime(resting)
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with growing.open("ab") as stream:
                stream.write(b"x")
            time.sleep(0.01)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        while growing.stat().st_size < 2:
            time.sleep(0.005)
        assert [name for name, _, _ in seen()] == ["kintai_202505.csv"]
    finally:
        stop.set()
        writer.join()


def test_a_namesake_in_received_stays_beside_the_new_one() -> None:
    first = lay("kintai_202504.csv", b"first")
    put_away(first, "a" * 64)
    put_away(lay("kintai_202504.csv", b"second"), "b" * 64)
    folder = first.parent / "received"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "kintai_202504.csv": b"first",
        "kintai_202504.bbbbbbbb.csv": b"second",
    }


def test_a_file_that_another_run_took_is_no_error_and_a_folder_that_refuses_is_an_outage() -> None:
    path = lay("kintai_202504.csv", b"x")
    (path.parent / "received").write_text("a file in the way")
    with pytest.raises(Outage, match="RECEIVE-01"):
        put_away(path, "a" * 64)
    (path.parent / "received").unlink()
    path.unlink()
    put_away(path, "a" * 64)
