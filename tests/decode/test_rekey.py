"""Another key for all pseudonyms: people get other names, and no number moves."""

from pathlib import Path

import pytest
from door import GOOD, KEY, lay
from numbers_of_staff import attended, numbers, people, ward
from typer.testing import CliRunner
from whole_way import take_in

from seika.cli import app
from seika.config import load_organization, paths
from seika.decode import decode, rekey
from seika.decode.identity import used
from seika.errors import BadConfig, BadData
from seika.store import lake, ledger
from seika.transform import choose

NEW = "another key for tests, for tests only"


@pytest.fixture
def body(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    body = ward(tmp_path / "organizations", monkeypatch)
    numbers("12345 P1 2013-04-01", "77777 P1 2025-04-16", "12346 P2 2013-04-01", "777 P3 2021-04-01 2025-04-30")
    for name, fixture in GOOD.items():
        lay(name, fixture)
    take_in("shinagawa")
    return body


def changed_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    monkeypatch.setenv("SEIKA_PERSON_KEY", NEW)
    made = rekey("shinagawa", str(tmp_path / "lake of the new key"))
    monkeypatch.setenv("SEIKA_LAKE", str(tmp_path / "lake of the new key"))
    return made


def counted() -> dict[str, list[object]]:
    """Return all that KPIs are computed from: each column as it is, of pseudonyms which of them are the same, in all sources together."""
    seen: dict[str, int] = {}
    found: dict[str, list[object]] = {}
    for delivery in sorted(ledger.deliveries("shinagawa"), key=lambda each: each.delivery_id):
        for name, column in lake.table(delivery).to_pydict().items():
            is_key = name.endswith("_key")
            found[f"{delivery.delivery_id} {name}"] = [seen.setdefault(one, len(seen)) if is_key else one for one in column]
        found[f"{delivery.delivery_id} quarantine"] = [tuple(row.items()) for row in lake.table(delivery, "quarantine").to_pylist()]
        found[f"{delivery.delivery_id} used"] = [used(delivery)]
    return found


def pseudonyms_there() -> set[str]:
    tables = [lake.table(delivery) for delivery in ledger.deliveries("shinagawa")]
    return {key for table in tables for name in table.column_names if name.endswith("_key") for key in table[name].to_pylist()}


def inputs() -> tuple[list[tuple[object, ...]], str]:
    organization = load_organization("shinagawa")
    held = choose.accepted(organization)
    extracts = [choose._extract(each, True) for source in sorted(held) for each in held[source]]
    assert len(extracts) == 7 and "staff_number" not in held
    return [(each.delivery_id, each.accepted_count, each.quarantined_count) for each in extracts], choose.input_hash(extracts)


def test_another_key_changes_every_pseudonym_and_nothing_that_is_counted(
    body: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, names, chosen = counted(), pseudonyms_there(), inputs()
    assert len(changed_key(monkeypatch, tmp_path)) == 8
    assert names.isdisjoint(pseudonyms_there()) and len(names) == len(pseudonyms_there())
    assert counted() == before
    # What a published snapshot is a function of: it is not computed again.
    assert inputs() == chosen


def test_the_lake_of_before_stays_as_it_was_and_takes_no_other_key(body: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in Path(paths.lake_url()).rglob("*") if path.is_file()}
    may = attended("00012345 R7.4.1", name="_2")
    monkeypatch.setenv("SEIKA_PERSON_KEY", NEW)
    with pytest.raises(BadConfig, match="DECODE-52"):
        decode(may)
    with pytest.raises(BadConfig, match="DECODE-52"):
        rekey("shinagawa", paths.lake_url())
    assert ledger.delivery(may).state == "received"
    rekey("shinagawa", str(tmp_path / "other"))
    assert {path: path.read_bytes() for path in Path(paths.lake_url()).rglob("*") if path.is_file()} == before


def test_what_comes_after_the_change_joins_what_was_there(body: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_key(monkeypatch, tmp_path)
    later = attended("00077777 R7.4.16", name="_2")
    decode(later)
    (roster,) = ledger.deliveries("shinagawa", "roster")
    assert set(people(later).values()) < set(people(roster.delivery_id).values())


def test_a_change_that_was_killed_is_started_again_and_ends_the_same(body: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, write = counted(), lake.write
    left = iter(range(5))

    def killed(*args: object, **more: object) -> str:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return write(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(lake, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        changed_key(monkeypatch, tmp_path)
    monkeypatch.setattr(lake, "write", write)
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    assert counted() == before
    changed_key(monkeypatch, tmp_path)
    assert counted() == before


def test_a_declaration_that_changed_since_is_refused_by_column(body: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = body / "sources" / "attendance.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("empty_value: 0", "empty_value: 1"), encoding="utf-8")
    with pytest.raises(BadData, match=r"DECODE-53.*overtime_minutes"):
        changed_key(monkeypatch, tmp_path)


def test_the_command_says_what_to_set_and_refuses_a_lake_of_another_key(
    body: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    monkeypatch.setenv("SEIKA_PERSON_KEY", NEW)
    said = CliRunner().invoke(app, ["rekey", str(other)])
    assert said.exit_code == 0 and "8 deliveries" in said.output and "SEIKA_LAKE=" in said.output
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    refused = CliRunner().invoke(app, ["rekey", str(other)])
    assert refused.exit_code == 1 and "DECODE-52" in refused.output
