"""Who gets which page, and what the pages say, asked for over HTTP."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from seika.pages.access import access, pages_of
from seika.store import ledger, releases
from seika.store.database import transaction

FIRST = "shinagawa-2025-04-r1"
CELL = "&kpi_id=male_childcare_leave_rate&window_id=fiscal_year_to_date&unit_code="
PAGES = {"": "board", "snapshots": "snapshots", "diff": "snapshots", "trace": "trace", "deliveries": "deliveries", "chain": "chain"}
EVERYWHERE = ("/", "/snapshots", "/snapshots/shinagawa-2025-04-r1", "/deliveries", "/chain")


@pytest.fixture
def paths(served: Any) -> list[tuple[str, str]]:
    """Every route with its page, its blanks filled with what there is."""
    first, second = (each.snapshot_id for each in releases.snapshots("shinagawa")[:2])
    delivery = ledger.deliveries("shinagawa", state="accepted")[0].delivery_id
    asked = {
        "/diff": f"?before={first}&after={second}",
        "/trace": f"?snapshot={second}&kpi_id=male_childcare_leave_rate&window_id=fiscal_year_to_date&unit_code=0000000",
    }
    found = []
    for route in served.routes:
        page = PAGES[route.split("/")[1]]
        filled = route.replace("{snapshot_id}", first).replace("{delivery_id}", delivery)
        found.append((filled + asked.get(route, ""), page))
    assert len(found) >= 8, "hardly any route was found: nothing below would test anything"
    return found


def test_every_route_refuses_the_anonymous(served: Any, paths: list[tuple[str, str]]) -> None:
    answers = {path: served.get(path, None) for path, _ in paths}
    assert {answer.status_code for answer in answers.values()} == {401}
    assert [path for path, answer in answers.items() if "/auth/login" not in answer.text or "30.0" in answer.text] == []


def test_every_route_refuses_a_forged_token(served: Any, paths: list[tuple[str, str]]) -> None:
    served.tokens["forger"] = served.tokens["audit"][:-6] + "AAAAAA"
    assert {served.get(path, "forger").status_code for path, _ in paths} == {403}


@pytest.mark.parametrize("who", ["audit", "personnel", "systems", "admin", "passer_by"])
def test_every_route_opens_to_the_roles_that_are_declared_for_it_and_to_no_other(
    served: Any, paths: list[tuple[str, str]], who: str
) -> None:
    roles = {"audit": "viewer", "personnel": "user", "systems": "op", "admin": "admin", "passer_by": "guest"}
    allowed = pages_of(frozenset(access().simple.get(roles[who], ())))
    answers = [(path, page in allowed, served.get(path, who).status_code) for path, page in paths]
    assert [each for each in answers if each[2] != (200 if each[1] else 403)] == []


def test_nothing_but_the_routes_answers_not_even_documentation(served: Any) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/static/x", "/../api/v2/dags"):
        assert served.get(path, "audit").status_code == 404, path


def test_the_menu_holds_only_what_is_open(served: Any) -> None:
    told = served.get("/deliveries", "systems").text
    assert "/seika/chain" in told
    assert "/seika/snapshots" not in told


def rows(html: str) -> list[str]:
    """The text of each row of the page's tables."""
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr.*?</tr>", html, flags=re.S)]


def test_the_board_shows_value_target_and_status_as_word_and_shape_beside_its_colour(served: Any) -> None:
    told = served.get("/?organization=shinagawa&period=2025-05", "audit").text
    (line,) = re.findall(r'<tr data-kpi="male_childcare_leave_rate".*?</tr>', told, flags=re.S)
    assert "86.7" in line
    assert ">85<" in line
    assert 'class="state achieved"' in line
    assert "●" in line
    assert "達成" in line


def test_without_a_wish_the_board_is_of_the_newest_month_of_whoever_has_published(served: Any) -> None:
    told = served.get("/", "audit").text
    assert "指標一覧: 品川区 2025-05" in told


def test_a_status_or_an_outcome_that_is_asked_for_leaves_out_the_rest(served: Any) -> None:
    assert "data-kpi" in served.get("/?organization=shinagawa&status=achieved&outcome=DO02", "audit").text
    assert "data-kpi" not in served.get("/?organization=shinagawa&status=behind", "audit").text
    assert "data-kpi" not in served.get("/?organization=shinagawa&outcome=IO1", "audit").text


def test_a_withheld_cell_shows_that_it_is_withheld_and_no_figure_of_it(served: Any) -> None:
    told = served.get("/?organization=shinagawa&unit=0101000", "audit").text
    (line,) = re.findall(r'<tr data-kpi="male_childcare_leave_rate".*?</tr>', told, flags=re.S)
    assert "秘匿" in line
    assert re.findall(r'class="number[^>]*>\s*([^<]*?)\s*<', line) == ["–"] * 5


def test_a_page_speaks_the_language_that_was_asked_for_then_chosen_then_the_browsers(served: Any) -> None:
    assert '<html lang="ja">' in served.get("/", "audit").text
    assert '<html lang="en">' in served.get("/", "audit", **{"accept-language": "en-GB,en"}).text
    english = served.get("/?lang=en", "audit")
    assert "KPI board" in english.text
    assert "seika_language=en" in english.headers["set-cookie"]
    assert "httponly" in english.headers["set-cookie"].lower()


def test_every_text_is_there_in_both_languages(served: Any) -> None:
    from seika.pages.view import words

    def shape(text: Any) -> Any:
        return {name: shape(each) for name, each in text.items()} if isinstance(text, dict) else type(text)

    assert shape(words("ja")) == shape(words("en"))


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
    missing = (
        "/?organization=../../etc",
        "/snapshots/nothing",
        "/deliveries/nothing",
        f"/trace?snapshot=shinagawa-2025-04-r1{CELL}nowhere",
    )
    for path in missing:
        answer = served.get(path, "audit")
        assert answer.status_code == 404, path
        assert "→" in answer.text, "what to do"
    assert served.get("/diff", "audit").status_code == 400


def test_a_correction_is_a_revision_beside_the_old_one_with_what_moved_between_them(served: Any) -> None:
    listed = served.get("/snapshots?organization=shinagawa&period=2025-04", "audit").text
    assert [re.findall(r"shinagawa-2025-04-r\d", row)[0] for row in rows(listed)[1:]] == ["shinagawa-2025-04-r2", "shinagawa-2025-04-r1"]
    assert "/seika/diff?before=shinagawa-2025-04-r1&amp;after=shinagawa-2025-04-r2" in listed
    moved = rows(served.get("/diff?before=shinagawa-2025-04-r1&after=shinagawa-2025-04-r2", "audit").text)[1:]
    assert len(moved) == 1, "the withheld section did not move"
    assert "30.0" in moved[0]
    assert "26.7" in moved[0]
    risen = served.get("/diff?before=shinagawa-2025-04-r2&after=shinagawa-2025-05-r1", "audit").text
    assert "遅れ" in risen
    assert 'class="flip"' in risen


def test_the_lineage_of_a_number_names_its_definition_its_measures_and_the_files_of_their_sources(served: Any) -> None:
    told = served.get(f"/trace?snapshot=shinagawa-2025-04-r2{CELL}0000000", "audit").text
    picture = re.findall(r"<svg class=\"way\".*?</svg>", told, flags=re.S)[0]
    leads = re.findall(r'<a href="([^"]+)"', picture)
    of_sources = {each.delivery_id for source in ("childcare", "roster") for each in ledger.accepted("shinagawa", source)}
    assert {lead.rsplit("/", 1)[-1] for lead in leads if "/deliveries/" in lead} == of_sources
    anchors = [lead[1:] for lead in leads if lead.startswith("#")]
    assert anchors
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in told] == []
    assert "総務省" in told
    assert releases.snapshot("shinagawa-2025-04-r2").snapshot_hash in told


def test_a_delivery_shows_what_each_rule_found_and_row_numbers_but_no_cell(served: Any) -> None:
    delivery = next(each for each in ledger.accepted("shinagawa", "attendance") if each.quarantined_count)
    told = served.get(f"/deliveries/{delivery.delivery_id}", "systems").text
    (line,) = (row for row in rows(told) if "attendance.work_date.once" in row)
    assert "不適合" in line
    assert re.search(r"\s\d+\s", line)
    from seika.store import vault

    cells = {cell for row in vault.open_bytes(delivery.sha256).read().decode("cp932").splitlines()[1:] for cell in row.split(",")}
    names_and_numbers = {cell for cell in cells if len(cell) >= 5}
    assert names_and_numbers
    assert [cell for cell in names_and_numbers if cell in told.replace(delivery.file_name, "")] == []


def test_a_refused_delivery_says_why_and_that_the_last_good_one_counts(served: Any) -> None:
    told = served.get("/deliveries?organization=shinagawa&period=2025-05", "audit").text
    (line,) = rows(told)[1:]
    assert "差し戻し" in line
    assert "DECODE-04" in line or "DECODE-05" in line


def test_the_chain_is_computed_anew_and_names_the_snapshot_that_was_changed(served: Any) -> None:
    assert "3件の公表すべてが" in served.get("/chain?organization=shinagawa", "audit").text
    try:
        _change("'achieved'")
        told = served.get("/chain?organization=shinagawa", "audit").text
        (line,) = (row for row in rows(told) if "不一致" in row)
        assert "shinagawa-2025-04-r2" in line
        assert "公表した値" in line
    finally:
        _change("'behind'")
    assert "3件の公表すべてが" in served.get("/chain?organization=shinagawa", "audit").text


def _change(status: str) -> None:
    with transaction() as connection:
        # Past the program, as somebody with all rights over the server could.
        connection.execute(text("set local session_replication_role = replica"))
        changed = "update kpi.kpi_value_row set status = {} where snapshot_id = 'shinagawa-2025-04-r2' and unit_level = 'organization'"
        connection.execute(text(changed.format(status)))
