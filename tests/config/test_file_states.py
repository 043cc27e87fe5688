"""Configuration is read again when, and only when, one of its files is in another state."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seika.config.file_states import file_states


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "units.csv").write_text("old", encoding="ascii")
    return tmp_path


def test_files_left_alone_stay_in_their_state(folder: Path) -> None:
    assert file_states([folder]) == file_states([folder])


def test_a_file_put_in_anothers_place_with_its_size_and_date_is_seen(folder: Path) -> None:
    before, file, other = file_states([folder]), folder / "below" / "units.csv", folder / "other"
    other.write_text("new", encoding="ascii")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert file_states([folder]) != before


@pytest.mark.parametrize("change", [lambda file: file.unlink(), lambda file: file.with_name("more.csv").touch()], ids=["removed", "added"])
def test_a_file_removed_or_added_is_seen(folder: Path, change) -> None:
    before = file_states([folder])
    change(folder / "below" / "units.csv")
    assert file_states([folder]) != before


def test_a_file_that_vanishes_while_it_is_looked_at_has_no_state(folder: Path) -> None:
    before = file_states([folder])
    (folder / "gone.yml").symlink_to(folder / "never there")  # listed, but nothing is there to look at
    assert file_states([folder, folder / "missing"]) == before
