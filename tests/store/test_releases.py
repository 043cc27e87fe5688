from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import yaml
from computed_month import outcome, row
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

import seika
from seika.canonical import hash_of
from seika.errors import BadData
from seika.store import ledger, releases, tables
from seika.store.database import transaction
from seika.store.number_id import number_id, read_number_id
from seika.store.releases import Manifest, Published, Status

pytestmark = pytest.mark.usefixtures("state")
COLUMNS = yaml.safe_load((Path(seika.__file__).parent / "release" / "columns.yml").read_text(encoding="utf-8"))
KEPT = ("snapshot", "snapshot_input", "kpi_value_row", "outcome_status_row")
INPUT = {
    "delivery_id": "d1", "source_id": "roster", "period": "2025-04", "sha256": "61" * 32, "accepted_count": 9, "quarantined_count": 1,
}  # fmt: skip


def publish(
    period: str = "2025-04", status: Status = "provisional", given: str = "1", reason: str | None = None, organization: str = "shinagawa"
) -> Published:
    manifest = Manifest(
        organization_id=organization, period=period, status=status, input_hash=given * 64, configuration_hash="2" * 64,
        code_hash="3" * 64, content_hash="4" * 64, deliveries_hash="5" * 64, reason=reason,
    )  # fmt: skip
    where = {"organization_id": organization, "period": period}
    return releases.publish(manifest, [row(**where)], [outcome(**where)], [INPUT])


def test_the_first_snapshot_is_revision_one_and_hangs_on_nothing() -> None:
    made = publish().snapshot
    assert (made.snapshot_id, made.revision, made.previous_hash) == ("shinagawa-2025-04-r1", 1, "0" * 64)
    assert releases.current("shinagawa", "2025-04") == made == releases.snapshot(made.snapshot_id)
    assert ledger.events("shinagawa")[0].message == "shinagawa-2025-04-r1 provisional"


def test_the_same_input_configuration_and_code_again_publish_nothing() -> None:
    first = publish()
    again = publish()
    assert (first.is_new, again.is_new, again.snapshot) == (True, False, first.snapshot)
    assert len(releases.snapshots("shinagawa")) == len(ledger.events("shinagawa")) == 1


@pytest.mark.parametrize("name", ["input_hash", "configuration_hash", "code_hash"])
def test_any_of_the_three_that_differs_makes_the_next_revision(name: str) -> None:
    first = publish().snapshot
    fields = {field.name: getattr(first, field.name, None) for field in dataclasses.fields(Manifest)}
    changed = Manifest(**fields | {name: "9" * 64, "deliveries_hash": "5" * 64})
    second = releases.publish(changed, [], [], []).snapshot
    assert (second.snapshot_id, second.previous_hash) == ("shinagawa-2025-04-r2", first.snapshot_hash)
    assert releases.current("shinagawa", "2025-04") == second


def test_the_chain_goes_through_all_months_of_one_organization_and_no_other() -> None:
    made = [publish("2025-04").snapshot, publish("2025-05").snapshot, publish("2025-04", given="9").snapshot]
    other = publish(organization="setagaya").snapshot
    assert [each.previous_hash for each in made] == ["0" * 64, made[0].snapshot_hash, made[1].snapshot_hash]
    assert other.previous_hash == "0" * 64
    assert [each.snapshot_id for each in releases.current_snapshots("shinagawa")] == ["shinagawa-2025-04-r2", "shinagawa-2025-05-r1"]


def test_the_hash_covers_everything_but_the_clock() -> None:
    made = publish().snapshot
    manifest = yaml.safe_load(made.manifest)
    assert made.snapshot_hash == hash_of(manifest)
    assert "created_at" not in manifest
    assert manifest["snapshot_id"] == made.snapshot_id
    assert {field.name for field in dataclasses.fields(Manifest)} <= manifest.keys()


def test_a_provisional_month_becomes_final_although_nothing_changed() -> None:
    publish()
    final = publish(status="final")
    assert (final.is_new, final.snapshot.revision, final.snapshot.status) == (True, 2, "final")
    assert publish(status="final").is_new is False


def test_a_final_month_is_left_alone_by_a_provisional_run_without_news() -> None:
    final = publish(status="final").snapshot
    assert publish(status="provisional") == Published(final, is_new=False)


@pytest.mark.parametrize("status", ["provisional", "final"])
def test_a_final_month_changes_by_a_restatement_only(status: Status) -> None:
    publish(status="final")
    with pytest.raises(BadData) as refused:
        publish(status=status, given="9")
    assert refused.value.code == "RELEASE-01"
    restated = publish(status="restated", given="9", reason="late leave registrations").snapshot
    assert (restated.status, restated.reason, restated.revision) == ("restated", "late leave registrations", 2)
    with pytest.raises(BadData):
        publish(status=status, given="8")


def test_a_restatement_needs_a_reason_and_something_final_to_restate() -> None:
    publish()
    with pytest.raises(BadData) as nothing_final:
        publish(status="restated", given="9", reason="because")
    publish(status="final")
    with pytest.raises(BadData) as no_reason:
        publish(status="restated", given="9")
    assert (nothing_final.value.code, no_reason.value.code) == ("RELEASE-03", "RELEASE-02")


def test_publishing_that_fails_half_way_leaves_nothing() -> None:
    manifest = Manifest("shinagawa", "2025-04", "provisional", *["1" * 64] * 5)
    with pytest.raises(psycopg.errors.CheckViolation):
        releases.publish(manifest, [row(status="unheard of")], [], [])
    assert releases.snapshots("shinagawa") == []
    assert releases.current("shinagawa", "2025-04") is None


def test_many_at_once_make_one_unforked_chain() -> None:
    months = [f"2025-{number:02d}" for number in range(1, 9)] * 2
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(publish, months))
    assert sum(each.is_new for each in made) == 8
    chain = releases.snapshots("shinagawa")
    assert [each.previous_hash for each in chain] == ["0" * 64, *(each.snapshot_hash for each in chain[:-1])]


def test_eight_publishers_of_one_month_make_one_snapshot() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _number: publish(), range(8)))
    assert sum(each.is_new for each in made) == 1
    assert {each.snapshot.snapshot_id for each in made} == {"shinagawa-2025-04-r1"}
    assert len(releases.snapshots("shinagawa")) == len(ledger.events("shinagawa")) == 1


def test_rolled_back_an_earlier_revision_is_in_force_and_the_later_one_stays_readable() -> None:
    first, second = publish().snapshot, publish(given="9").snapshot
    assert releases.rolled_back("shinagawa") == set()
    assert releases.roll_back(first.snapshot_id, "the roster was wrong") == first
    assert releases.current("shinagawa", "2025-04") == first and releases.kpi_rows(second.snapshot_id)
    assert releases.rolled_back("shinagawa") == {"2025-04"}
    assert (ledger.events("shinagawa")[0].verb, ledger.events("shinagawa")[0].level) == ("rollback", "warning")
    third = publish(given="9").snapshot
    assert (third.revision, third.previous_hash, releases.rolled_back("shinagawa")) == (3, second.snapshot_hash, set())


def test_going_back_to_what_is_in_force_or_lies_ahead_is_refused() -> None:
    first, second = publish().snapshot, publish(given="9").snapshot
    releases.roll_back(first.snapshot_id, "wrong")
    for snapshot_id in (first.snapshot_id, second.snapshot_id):
        with pytest.raises(BadData) as refused:
            releases.roll_back(snapshot_id, "again")
        assert refused.value.code == "RELEASE-26"


@pytest.mark.parametrize("change", ["update kpi.{} set snapshot_id = 'x'", "delete from kpi.{}", "truncate kpi.{} cascade"])
@pytest.mark.parametrize("table", KEPT)
def test_what_was_published_can_neither_be_changed_nor_removed(table: str, change: str) -> None:
    publish()
    with pytest.raises(DBAPIError, match="never changed"), transaction() as connection:
        connection.execute(text(change.format(table)))


@pytest.mark.parametrize("table", KEPT[1:])
def test_no_row_can_be_slipped_into_a_snapshot_afterwards(table: str) -> None:
    made = publish().snapshot
    rows = {
        "snapshot_input": INPUT | {"delivery_id": "d2"}, "kpi_value_row": row("9999"), "outcome_status_row": outcome("A9"),
    }  # fmt: skip
    with pytest.raises(DBAPIError, match="never changed"), transaction() as connection:
        late = rows[table] | {"snapshot_id": made.snapshot_id}
        connection.execute(insert(tables.metadata.tables[f"kpi.{table}"]).values(**late))


def test_the_database_refuses_a_withheld_cell_that_still_says_something() -> None:
    manifest = Manifest("shinagawa", "2025-04", "provisional", *["1" * 64] * 5)
    with pytest.raises(psycopg.errors.CheckViolation, match="withheld_is_empty"):
        releases.publish(manifest, [row(status="suppressed", value=None, numerator=None, denominator=None)], [], [])


def test_the_rows_come_back_as_they_went_in() -> None:
    made = publish().snapshot
    assert releases.kpi_rows(made.snapshot_id) == [{"snapshot_id": made.snapshot_id, **row()}]
    assert releases.outcome_rows(made.snapshot_id) == [{"snapshot_id": made.snapshot_id, **outcome()}]
    assert releases.inputs(made.snapshot_id) == [{"snapshot_id": made.snapshot_id, **INPUT}]


def test_an_unknown_snapshot_is_said_to_be_unknown() -> None:
    with pytest.raises(BadData) as refused:
        releases.snapshot("shinagawa-2025-04-r9")
    assert refused.value.code == "STORE-11"


def test_bi_sees_the_current_revision_only_and_going_back_is_one_row() -> None:
    first = publish().snapshot
    publish(given="9")
    seen = "select revision, value::text, snapshot_status from kpi.kpi_value"
    with transaction() as connection:
        assert connection.execute(text(seen)).all() == [(2, "30.0000", "provisional")]
        back = text("update kpi.current_snapshot set snapshot_id = :id")
        connection.execute(back, {"id": first.snapshot_id})
        assert connection.execute(text(seen)).all() == [(1, "30.0000", "provisional")]


@pytest.mark.parametrize("view", COLUMNS)
def test_the_views_have_the_columns_and_types_of_columns_yml_in_both_languages(view: str) -> None:
    declared = COLUMNS[view]
    question = text(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass(:name) and attnum > 0 order by attnum"
    )
    names = {"timestamp with time zone": "timestamptz"}
    with transaction() as connection:
        english, japanese = (
            [(name, names.get(kind, kind)) for name, kind in connection.execute(question, {"name": f'kpi."{relation}"'})]
            for relation in (view, declared["view_ja"])
        )
    assert english == [(column["name"], column["type"]) for column in declared["columns"]]
    assert japanese == [(column["label_ja"], column["type"]) for column in declared["columns"]]


def test_the_japanese_view_says_the_same_in_japanese() -> None:
    publish()
    with transaction() as connection:
        assert connection.execute(text('select "団体", "対象年月", "値"::text, "達成状況" from kpi."成果指標"')).all() == [
            ("shinagawa", "2025-04", "30.0000", "behind")
        ]


def test_every_published_column_has_a_label_and_a_meaning() -> None:
    assert len(COLUMNS) == 8
    for relation in COLUMNS.values():
        assert set(relation) == {"view_ja", "says_ja", "columns"} and all(relation.values())
        for column in relation["columns"]:
            assert set(column) == {"name", "label_ja", "says_ja", "type"}
            assert all(column.values())


@pytest.mark.parametrize("view", COLUMNS)
def test_the_database_says_in_comments_what_columns_yml_says(view: str) -> None:
    declared = COLUMNS[view]
    question = text(
        "select attname, col_description(attrelid, attnum) from pg_attribute where attrelid = to_regclass(:name) and attnum > 0"
    )
    with transaction() as connection:
        for relation, label in ((view, "name"), (declared["view_ja"], "label_ja")):
            said = dict(connection.execute(question, {"name": f'kpi."{relation}"'}).tuples().all())
            ahead = "{label_ja}: " if label == "name" else ""
            assert said == {column[label]: f"{ahead}{{says_ja}}".format(**column) for column in declared["columns"]}
            of_view = text("select obj_description(to_regclass(:name))")
            assert connection.execute(of_view, {"name": f'kpi."{relation}"'}).scalar() == declared["says_ja"]


def test_the_name_of_a_cell_is_the_same_in_the_database_and_in_python() -> None:
    part = {"breakdown_id": "sex", "breakdown_code": "female"}
    rows = [row(), row("1010", **part), row("1010", tree_code="today"), row("1010", **part, tree_code="today")]
    manifest = Manifest("shinagawa", "2025-04", "provisional", *["1" * 64] * 5)
    made = releases.publish(manifest, rows, [], []).snapshot
    with transaction() as connection:
        told = set(connection.execute(text("select number_id from kpi.kpi_value")).scalars())
    assert told == {number_id(made.snapshot_id, each) for each in rows}
    assert "shinagawa-2025-04-r1/male_childcare_leave_rate/fiscal_year_to_date/1010/sex=female/today" in told
    for each in releases.kpi_rows(made.snapshot_id):
        said = vars(read_number_id(number_id(made.snapshot_id, each)))
        assert {name: said[name] for name in releases.CELL_KEY} == {name: each[name] for name in releases.CELL_KEY}
