"""How extracts really come: twice, renamed, half, empty, in another encoding, cut off, late, and last of all as they should be.

Every extract ends with its right file, so the truth is that of the simulated people whatever came before. Of a source and month at most one
file comes in a round: within a round the order of names is nobody's promise.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seika.canonical import hash_file
from seika.config import Organization
from seika.config.source import Source
from seika.period import Period
from seika.simulate.defects import Cells
from seika.simulate.files import file_name, write
from seika.simulate.formats import Words

LATEST = 4  # rounds after its own in which an extract may still come
_SHARE_TO_MISS = 0.2


@dataclass(frozen=True)
class Coming:
    """One file: how many rounds after its month's own, under which variant of the name, its bytes, and what must become of it.

    ``state``: ``accepted``, ``rejected``, ``known`` (bytes that were there before) or ``judged`` (accepted or rejected, as the rules say).
    """

    after: int
    variant: str
    content: bytes
    state: str


@dataclass(frozen=True)
class Bytes:
    """The ways in which one extract can be written."""

    whole: bytes
    part: bytes
    header: bytes
    misencoded: bytes
    another: bytes


Kind = Callable[[Bytes, int], list[Coming]]


def _plain(made: Bytes, late: int) -> list[Coming]:
    return [Coming(0, "", made.whole, "accepted")]


def _late(made: Bytes, late: int) -> list[Coming]:
    return [Coming(late, "", made.whole, "accepted")]


def _twice(made: Bytes, late: int) -> list[Coming]:
    return [Coming(0, "", made.whole, "accepted"), Coming(late, "", made.whole, "known")]


def _renamed(made: Bytes, late: int) -> list[Coming]:
    return [Coming(0, "", made.whole, "accepted"), Coming(1, "_copy", made.whole, "known")]


def _corrected(made: Bytes, late: int) -> list[Coming]:
    is_same = made.part == made.whole  # of a single row nothing can be missed
    return [Coming(0, "", made.part, "judged"), Coming(late, "_v2", made.whole, "known" if is_same else "accepted")]


def _wrong_one_in_between(made: Bytes, late: int) -> list[Coming]:
    return [Coming(0, "", made.whole, "accepted"), Coming(1, "_v2", made.part, "judged"), Coming(2, "_v3", made.whole, "known")]


def _first_refused(name: str) -> Kind:
    def kind(made: Bytes, late: int) -> list[Coming]:
        return [Coming(0, "", getattr(made, name), "rejected"), Coming(late, "_2", made.whole, "accepted")]

    return kind


def _empty(made: Bytes, late: int) -> list[Coming]:
    return [Coming(0, "", b"", "rejected"), Coming(1, "", made.whole, "accepted")]


def _cut_off(made: Bytes, late: int) -> list[Coming]:
    return [Coming(0, "", made.whole[: len(made.whole) * 3 // 5], "judged"), Coming(1, "", made.whole, "accepted")]


_KINDS: list[tuple[int, Kind]] = [
    (30, _plain),
    (8, _late),
    (8, _twice),
    (8, _renamed),
    (12, _corrected),
    (8, _wrong_one_in_between),
    (6, _empty),
    (6, _first_refused("header")),
    (6, _first_refused("misencoded")),
    (4, _first_refused("another")),
    (6, _cut_off),
]


def deliver(
    organization: Organization, source_id: str, period: Period, turn: int, cells: list[Cells], out: Path, words: Words, seed: int
) -> list[dict[str, Any]]:
    """Write the files of one source and month into the folders of their rounds and return what the manifest says of each."""
    source = organization.sources[source_id]
    chance = random.Random(f"chaos {seed} {organization.id} {source_id} {period}")  # noqa: S311 - a simulation must repeat itself
    (kind,) = chance.choices([kind for _, kind in _KINDS], [weight for weight, _ in _KINDS])
    noted = []
    for coming in kind(_bytes(organization, source, cells, out, words), chance.randint(2, LATEST)):
        folder = out / f"round-{turn + coming.after}" / organization.id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / file_name(source, period, coming.variant)
        path.write_bytes(coming.content)
        noted.append(
            {
                "organization_id": organization.id,
                "source_id": source_id,
                "period": str(period),
                "round": turn + coming.after,
                "file": path.name,
                "sha256": hash_file(path),
                "state": coming.state,
            }
        )
    return noted


def litter(organization: Organization, turn: int, out: Path) -> list[dict[str, Any]]:
    """Write what lies about at a door: a file that somebody began to copy, and one that is nobody's."""
    folder = out / f"round-{turn}" / organization.id
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, state in ((f"kintai_{turn:06d}.csv.part", "unfinished"), (f"memo_{turn}.txt", "nobodys")):
        path = folder / name
        path.write_bytes(b"x" * turn)
        found.append({"organization_id": organization.id, "round": turn, "file": name, "sha256": hash_file(path), "state": state})
    return found


def _bytes(organization: Organization, source: Source, cells: list[Cells], out: Path, words: Words) -> Bytes:
    def written(rows: list[Cells], encoding: str | None = None) -> bytes:
        write(desk, source, rows, words, encoding)
        return desk.read_bytes()

    desk = out / ".desk"
    missed = max(1, round(len(cells) * _SHARE_TO_MISS))
    try:
        whole = written(cells)
        misencoded = written(cells, "utf-16")
        return Bytes(
            whole=whole,
            part=written(cells[:-missed] or cells),
            header=whole.split(b"\r\n")[0] + b"\r\n",
            misencoded=misencoded if misencoded != whole else whole[:100],  # a workbook has no encoding to get wrong
            another=written([{"title": "x", "subtitle": ""}]),
        )
    finally:
        desk.unlink(missing_ok=True)
