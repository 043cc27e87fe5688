"""The declarations are published with the snapshot, for good, and the manifest's hash is theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from computed_month import month, row
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from seika.canonical import canonical_json
from seika.config import load_organization
from seika.config.catalogue import catalogue
from seika.period import Period
from seika.release import chain, release
from seika.store import releases, semantics
from seika.store.database import transaction

pytestmark = pytest.mark.usefixtures("state")
WARD, PERIOD = "shinagawa", Period("2025-04")


@pytest.fixture
def published(tmp_path: Path, state: Path) -> str:
    folder = month(tmp_path, [row("0000000")], units={"0000000": None})
    said = catalogue(load_organization(WARD), PERIOD)
    (folder / "semantics.json").write_bytes(canonical_json(semantics.as_text(said)))
    return release(folder).snapshot_id


def test_what_is_published_is_what_the_configuration_says(published: str) -> None:
    said = catalogue(load_organization(WARD), PERIOD)
    found = semantics.read(published)
    assert all(found.values()) and set(found) == set(said)
    for name in semantics.NAMES:
        assert semantics.as_text({name: found[name]})[name] == semantics.as_text({name: said[name]})[name]
    assert semantics.semantics_hash(found) == semantics.semantics_hash(said)
    assert semantics.from_text(semantics.as_text(said))["unit"] == sorted(said["unit"], key=lambda each: str(each["unit_code"]))


def test_merged_units_are_published_with_the_units_and_what_was_before_them_reads_and_hashes_as_it_did() -> None:
    said = catalogue(load_organization("setagaya"), PERIOD)
    within = {row["unit_code"]: row["merged_unit_code"] for row in said["unit"] if row["merged_unit_code"]}
    assert within == {"0102000": "0109000", "0103000": "0109000"}
    assert semantics.from_text(semantics.as_text(said))["unit"] == sorted(said["unit"], key=lambda each: str(each["unit_code"]))
    before = {**said, "unit": [row | {"merged_unit_code": None} for row in said["unit"]]}
    eight = [len(row) for row in semantics.as_text(before)["unit"]]
    assert set(eight) == {len(semantics.columns_of("unit")) - 1} and semantics.semantics_hash(before) != semantics.semantics_hash(said)
    assert semantics.from_text(semantics.as_text(before))["unit"] == sorted(before["unit"], key=lambda each: str(each["unit_code"]))


def test_the_board_names_what_the_values_speak_of(published: str) -> None:
    asked = 'select "団体名", "指標名", "成果名", "成果の段階", "所属名", "単位", "達成状況の言葉", "年度", "数値番号" from kpi."指標一覧"'
    with transaction() as connection:
        (told,) = connection.execute(text(asked)).all()
    body = load_organization(WARD)
    (choice,) = [each for each in body.kpi_choices if each.kpi == "male_childcare_leave_rate"]
    assert told[:2] == ("品川区", body.kpis[choice.kpi].label.ja)
    assert told[2:8] == (body.logic_model.nodes[choice.outcome].label.ja, "直接", "品川区", "%", "遅れ", 2025)
    assert told[8] == f"{published}/male_childcare_leave_rate/fiscal_year_to_date/0000000"


def test_the_newest_month_of_an_organization_is_the_first_choice(tmp_path: Path) -> None:
    for period in ("2025-04", "2025-05"):
        release(month(tmp_path / period, period=period))
    asked = 'select "対象年月", "対象年月(選択用)" from kpi."{}" order by 1'
    with transaction() as connection:
        for view in ("公表した月", "指標一覧"):
            assert connection.execute(text(asked.format(view))).all() == [("2025-04", "2025-04"), ("2025-05", "最新")]


@pytest.mark.parametrize("table", semantics.NAMES)
def test_nothing_of_it_can_be_changed_removed_or_added(published: str, table: str) -> None:
    for change in ("update kpi.{}_row set period = 'x'", "delete from kpi.{}_row", "truncate kpi.{}_row"):
        with pytest.raises(DBAPIError, match="never changed"), transaction() as connection:
            connection.execute(text(change.format(table)))
    late = semantics.read(published)[table][0]
    key = next(column.name for column in semantics.TABLES[table].primary_key if column.name != "snapshot_id")
    with pytest.raises(DBAPIError, match="never changed"), transaction() as connection:
        connection.execute(insert(semantics.TABLES[table]).values(late | {key: "another"}))


@pytest.mark.parametrize("table", semantics.NAMES)
def test_verify_finds_what_somebody_with_all_rights_changed(published: str, table: str) -> None:
    assert chain.verify(WARD) == []
    column = "label_ja" if table != "logic_model_edge" else "source_label_ja"
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(f"update kpi.{table}_row set {column} = {column} || 'x' where ctid = '(0,1)'"))
    assert [each.what for each in chain.verify(WARD)] == ["declarations"]


def test_a_month_of_before_there_were_any_is_as_it_was_written(tmp_path: Path) -> None:
    made = releases.snapshot(release(month(tmp_path)).snapshot_id)
    assert not any(semantics.read(made.snapshot_id).values()) and chain.verify(WARD) == []
    with transaction() as connection:
        assert connection.execute(text("select kpi_label, unit_label from kpi.kpi_board")).all() == [("male_childcare_leave_rate", "0000")]
