"""What the pages say, asked for over HTTP."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from pages_asked import FIRST, LATER, OVERTIME, SECOND, WAITS, cell, published
from sqlalchemy import text

from seika.pages.view import words
from seika.store import ledger, releases, vault
from seika.store.database import transaction

EVERYWHERE = ("/", "/snapshots", "/snapshots/shinagawa-2025-04-r1", "/deliveries", "/chain")


def rows(html: str) -> list[str]:
    """The text of each row of the page's tables."""
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr.*?</tr>", html, flags=re.S)]


def test_what_was_chosen_of_another_organization_is_not_asked_of_this_one(served: Any) -> None:
    newest = served.get("/?organization=shinagawa", "audit").text
    told = served.get("/?organization=shinagawa&period=2021-08&unit=elsewhere&outcome=nothing", "audit").text
    assert "data-kpi=" in newest and told.count("data-kpi=") == newest.count("data-kpi=")


def test_the_board_shows_value_target_and_status_as_word_and_shape_beside_its_colour(served: Any) -> None:
    told = served.get("/?organization=shinagawa&period=2025-05", "audit").text
    lines = {kpi_id: line for line, kpi_id in re.findall(r'(<tr data-kpi="([^"]+)".*?</tr>)', told, flags=re.S)}
    row, training = published(LATER), published(LATER, "mandatory_training_completion_rate")
    assert f"{row['value']:.1f}" in lines[OVERTIME]
    assert f">{training['target']:.0f}<" in lines["mandatory_training_completion_rate"]
    for each in (row, training):
        shown = words("ja")["status"][each["status"]]
        assert f'class="state {each["status"]}"' in lines[each["kpi_id"]]
        assert f">{shown['shape']}</i>{shown['word']}<" in lines[each["kpi_id"]]


def test_the_board_says_what_has_come_what_is_late_and_what_waits_for_whom(served: Any) -> None:
    told = served.get("/?organization=shinagawa", "audit").text
    now = re.search(r'<section class="now".*?</section>', told, flags=re.S)
    assert now, "the section is not there"
    lines = re.sub(r"<[^>]+>|\s+", " ", now[0])
    assert "届いた入力" in lines and "期限を過ぎた入力" in lines and "営業日の遅れ" in lines
    # the hand-made month that waits for approval, and the file that was refused
    assert re.search(r"承認者 +STATUS-05 \[snapshot=shinagawa-2024-12-r2", lines)
    assert re.search(r"提出元 +STATUS-02 \[delivery=shinagawa-attendance-2025-06", lines)
    assert "約束は 2026-11-09" in lines
    assert "waits for approval" in served.get("/?organization=shinagawa&lang=en", "audit").text


def test_without_a_wish_the_board_is_of_the_newest_month_of_whoever_has_published(served: Any) -> None:
    assert "指標一覧: 品川区 2025-05" in served.get("/", "audit").text


def test_a_status_or_an_outcome_that_is_asked_for_leaves_out_the_rest(served: Any) -> None:
    status = published(LATER)["status"]
    of_status = re.findall('data-kpi="([^"]+)"', served.get(f"/?organization=shinagawa&status={status}", "audit").text)
    assert OVERTIME in of_status
    assert {published(LATER, kpi_id)["status"] for kpi_id in of_status} == {status}
    of_outcome = re.findall('data-kpi="([^"]+)"', served.get("/?organization=shinagawa&outcome=IO1", "audit").text)
    assert OVERTIME in of_outcome
    assert "mandatory_training_completion_rate" not in of_outcome


def test_a_withheld_cell_shows_that_it_is_withheld_and_no_figure_of_it(served: Any) -> None:
    withheld = next(each for each in releases.kpi_rows(LATER) if each["status"] == "suppressed" and each["unit_level"] == "section")
    told = served.get(f"/?organization=shinagawa&unit={withheld['unit_code']}", "audit").text
    line = re.findall(rf'<tr data-kpi="{withheld["kpi_id"]}".*?</tr>', told, flags=re.S)[0]
    assert "秘匿" in line
    assert re.findall(r'class="number[^>]*>\s*([^<]*?)\s*<', line) == ["–"] * 5
    traced = served.get("/trace" + cell(LATER, withheld["kpi_id"], unit_code=withheld["unit_code"], unit_level="section"), "audit").text
    assert "使った行は秘匿" in traced
    assert re.findall(r"(?:分子|分母) \d", re.findall(r'<svg class="way".*?</svg>', traced, flags=re.S)[0]) == []


def test_a_page_speaks_the_language_that_was_asked_for_then_chosen_then_the_browsers(served: Any) -> None:
    assert '<html lang="ja">' in served.get("/", "audit").text
    assert '<html lang="en">' in served.get("/", "audit", **{"accept-language": "en-GB,en"}).text
    english = served.get("/?lang=en", "audit")
    assert "KPI board" in english.text
    assert "seika_language=en" in english.headers["set-cookie"]
    assert "httponly" in english.headers["set-cookie"].lower()


def test_every_text_is_there_in_both_languages(served: Any) -> None:
    def shape(text: Any) -> Any:
        return {name: shape(each) for name, each in text.items()} if isinstance(text, dict) else type(text)

    assert shape(words("ja")) == shape(words("en"))


def test_every_word_that_configuration_and_store_know_has_a_text() -> None:
    from typing import get_args

    from seika.config.kpi import Window
    from seika.config.logic_model import LEVELS
    from seika.store.standing import Says

    told = words("ja")
    assert set(get_args(Window)) <= told["window"].keys()
    assert set(LEVELS) <= told["level"].keys()
    assert set(get_args(releases.Status)) == told["snapshot_status"].keys()
    assert set(get_args(Says)) == told["standing"].keys()
    statuses = {"achieved", "on_track", "behind", "no_target", "no_data", "no_kpi", "suppressed", "stale"}
    assert statuses == told["status"].keys()


@pytest.mark.parametrize("path", EVERYWHERE)
def test_a_page_lets_nothing_in_from_outside_and_runs_no_script(served: Any, path: str) -> None:
    answer = served.get(path, "audit")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    nonce = re.search(r"style-src 'nonce-([\w-]{20,})'", policy)
    assert nonce
    assert set(re.findall(r"<style[^>]*>", answer.text)) == {f'<style nonce="{nonce[1]}">'}
    assert re.findall(r'<script|\sstyle="|\son\w+="|(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', answer.text) == []
    assert answer.headers["cache-control"] == "no-store"
    assert nonce[1] not in served.get(path, "audit").headers["content-security-policy"]


def test_what_senders_and_readers_write_is_shown_as_text(served: Any) -> None:
    told = served.get("/deliveries?organization=shinagawa", "audit").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in told
    assert "<img" not in told
    hostile = quote('"><script>alert(1)</script>')
    for path in (f"/?organization={hostile}", f"/deliveries/{hostile}", f"/?organization=shinagawa&status={hostile}", f"/?lang={hostile}"):
        assert "<script" not in served.get(path, "audit").text, path


def test_what_there_is_not_is_said_to_be_missing(served: Any) -> None:
    nowhere = re.sub(r"unit_code=\w+", "unit_code=nowhere", cell(FIRST))
    for path in ("/?organization=../../etc", "/snapshots/nothing", "/deliveries/nothing", f"/trace{nowhere}"):
        answer = served.get(path, "audit")
        assert answer.status_code == 404, path
        assert "→" in answer.text, "what to do"
    assert served.get("/diff", "audit").status_code == 400


def test_a_correction_is_a_revision_beside_the_old_one_with_what_moved_between_them(served: Any) -> None:
    listed = served.get("/snapshots?organization=shinagawa&period=2025-04", "audit").text
    assert [re.findall(r"shinagawa-2025-04-r\d", row)[0] for row in rows(listed)[1:]] == [SECOND, FIRST]
    assert f"/seika/diff?before={FIRST}&amp;after={SECOND}" in listed
    told = served.get(f"/diff?before={FIRST}&after={SECOND}", "audit").text
    old, new = published(FIRST), published(SECOND)
    assert old["numerator"] != new["numerator"], "the correction takes five days away"
    # a correction of few rows is withheld, so that the two revisions do not give them away
    said = "–" if new["numerator"] is None else f"{new['numerator']:,} / "
    assert any(f"{old['numerator']:,} / " in row and said in row for row in rows(told))
    corrected = ledger.accepted("shinagawa", "attendance")[0]
    assert corrected.delivery_id in told


def test_the_causes_are_computed_when_they_are_asked_for_and_what_waits_is_explained_alike(served: Any) -> None:
    plain = served.get(f"/diff?before={FIRST}&after={SECOND}", "audit").text
    assert f"/seika/diff?before={FIRST}&amp;after={SECOND}&amp;causes=1" in plain and 'class="causes"' not in plain
    told = served.get(f"/diff?before={FIRST}&after={SECOND}&causes=1", "audit").text
    explained = [each for each in rows(told) if "→ shinagawa-attendance-2025-04-" in each]
    assert explained and all("受領" in each and "分子" in each for each in explained)
    assert "原因の合計は動いた幅とちょうど一致します" in told
    waits = served.get(f"/waiting/{WAITS}", "audit").text
    assert "sato の求め" in waits and "e" * 64 in waits


def test_who_let_a_month_pass_and_what_still_waits_for_somebody_is_said(served: Any) -> None:
    approved = served.get("/snapshots/shinagawa-2024-12-r1", "audit").text
    assert "suzuki" in approved
    assert "checked &lt;b&gt;twice&lt;/b&gt;" in approved
    assert "d" * 64 in approved
    waiting = served.get("/snapshots?organization=shinagawa", "audit").text
    assert "承認を待っている公表" in waiting
    assert "sato の求め: restated" in waiting


def test_the_lineage_of_a_number_counts_the_rows_of_its_files_again(served: Any) -> None:
    told = served.get("/trace" + cell(LATER), "audit").text
    picture = re.findall(r'<svg class="way".*?</svg>', told, flags=re.S)[0]
    leads = re.findall(r'<a href="([^"]+)"', picture)
    anchors = [lead[1:] for lead in leads if lead.startswith("#")]
    assert anchors
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in told] == []
    used = next(each for each in ledger.accepted("shinagawa", "attendance") if each.period == "2025-05")
    assert f"/seika/deliveries/{used.delivery_id}" in leads
    row = published(LATER)
    assert f"分子 {row['numerator']:,}" in picture
    assert releases.snapshot(LATER).snapshot_hash in told
    (line,) = (each for each in rows(told) if used.file_name in each)
    assert re.search(r" [1-9][\d,]* +[1-9][\d,]* ", line), "rows counted of the file, for both parts"


def test_a_delivery_shows_what_each_rule_found_and_row_numbers_but_no_cell(served: Any) -> None:
    delivery = next(each for each in ledger.accepted("shinagawa", "attendance") if each.quarantined_count)
    told = served.get(f"/deliveries/{delivery.delivery_id}", "systems").text
    broken = [each for each in ledger.check_results(delivery.delivery_id) if each.action == "quarantine" and not each.passed]
    assert broken
    for each in broken:
        (line,) = (row for row in rows(told) if each.rule_id in row)
        assert "不適合" in line
        assert re.search(r"\s\d+\s", line)
    text = vault.open_bytes(delivery.sha256).read().decode("cp932")
    people = {cell.strip('"') for line in text.splitlines()[1:] for cell in line.split(",")[:2] if len(cell) >= 4}
    assert len(people) > 50
    assert [cell for cell in people if cell in told.replace(delivery.file_name, "")] == []


def test_a_refused_delivery_says_why_and_that_the_last_good_one_counts(served: Any) -> None:
    (refused,) = (each for each in ledger.deliveries("shinagawa", state="rejected") if "img" in each.file_name)
    told = served.get("/deliveries?organization=shinagawa&period=2025-06", "audit").text
    (line,) = rows(told)[1:]
    assert "差し戻し" in line
    assert refused.reason_code and refused.reason_code in line


def test_the_chain_is_computed_anew_and_names_the_snapshot_that_was_changed(served: Any) -> None:
    whole, everything = f"{len(releases.snapshots('shinagawa'))}件の公表すべてで", "/chain?organization=shinagawa&rows=all"
    assert whole in served.get(everything, "audit").text
    _change("numerator + 1")
    try:
        told = served.get(everything, "audit").text
        (line,) = (row for row in rows(told) if "不一致" in row)
        assert LATER in line
        assert "公表した値" in line
        refused = served.get("/trace" + cell(LATER), "audit")
        assert (refused.status_code, "TRACE-01" in refused.text) == (404, True)
    finally:
        _change("numerator - 1")
    assert whole in served.get(everything, "audit").text


def test_the_chain_says_whose_values_it_has_looked_at(served: Any) -> None:
    newest = releases.snapshots("shinagawa")[-1].snapshot_id
    told = served.get("/chain?organization=shinagawa", "audit").text
    assert [newest in row for row in rows(told) if "値も確認" in row] == [True]
    assert "rows=all" in told


def _change(numerator: str) -> None:
    with transaction() as connection:
        # Past the program, as somebody with all rights over the server could.
        connection.execute(text("set local session_replication_role = replica"))
        where = f"snapshot_id = '{LATER}' and unit_level = 'organization' and kpi_id = '{OVERTIME}' and breakdown_id = 'all'"
        connection.execute(text(f"update kpi.kpi_value_row set numerator = {numerator} where {where}"))
