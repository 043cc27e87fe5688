"""Who gets which page, asked for over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from pages_asked import FIRST, SECOND, WAITS, cell

from seika.pages.access import Grant, access, opened
from seika.store import ledger

PAGES = {
    "": "board",
    "snapshots": "snapshots",
    "diff": "snapshots",
    "waiting": "snapshots",
    "trace": "trace",
    "deliveries": "deliveries",
    "chain": "chain",
}


@pytest.fixture
def paths(served: Any) -> list[tuple[str, str]]:
    """Every route with its page, its blanks filled with what there is."""
    delivery = ledger.deliveries("shinagawa", state="accepted")[0].delivery_id
    asked = {
        "/diff": f"?before={FIRST}&after={SECOND}",
        "/trace": cell(SECOND),
    }
    found = []
    for route in served.routes:
        page = PAGES[route.split("/")[1]]
        filled = (
            route.replace("/waiting/{snapshot_id}", f"/waiting/{WAITS}").replace("{snapshot_id}", FIRST).replace("{delivery_id}", delivery)
        )
        found.append((filled + asked.get(route, ""), page))
    assert len(found) >= 8, "hardly any route was found: nothing below would test anything"
    return found


def test_every_route_refuses_the_anonymous(served: Any, paths: list[tuple[str, str]]) -> None:
    answers = {path: served.get(path, None) for path, _ in paths}
    assert {answer.status_code for answer in answers.values()} == {401}
    assert [path for path, answer in answers.items() if "/auth/login" not in answer.text or "<table" in answer.text] == []


def test_every_route_refuses_a_forged_token(served: Any, paths: list[tuple[str, str]]) -> None:
    served.tokens["forger"] = served.tokens["audit"][:-6] + "AAAAAA"
    assert {served.get(path, "forger").status_code for path, _ in paths} == {403}


@pytest.mark.parametrize("who", ["audit", "personnel", "systems", "admin", "passer_by"])
def test_every_route_opens_to_the_roles_that_are_declared_for_it_and_to_no_other(
    served: Any, paths: list[tuple[str, str]], who: str
) -> None:
    roles = {"audit": "viewer", "personnel": "user", "systems": "op", "admin": "admin", "passer_by": "guest"}
    allowed = opened([Grant(frozenset(access().simple.get(roles[who], ())))])
    answers = [(path, page in allowed, served.get(path, who).status_code) for path, page in paths]
    assert [each for each in answers if each[2] != (200 if each[1] else 403)] == []


def test_whoever_is_limited_to_an_organization_sees_nothing_of_another_on_any_route(served: Any, paths: list[tuple[str, str]]) -> None:
    lists = [path for path, _ in paths if path in ("/", "/snapshots", "/deliveries", "/chain")]
    assert len(lists) == 4
    for path in (*(path for path, _ in paths if path not in lists), *(f"{each}?organization=shinagawa" for each in lists)):
        assert served.get(path, "of_setagaya").status_code == 403, path
    for path in lists:
        own = served.get(path, "of_setagaya")
        assert own.status_code == 200 and "setagaya" in own.text and "shinagawa" not in own.text, path


def test_nothing_but_the_routes_answers_not_even_documentation(served: Any) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/static/x", "/../api/v2/dags"):
        assert served.get(path, "audit").status_code == 404, path


def test_the_menu_holds_only_what_is_open(served: Any) -> None:
    told = served.get("/deliveries", "systems").text
    assert "/seika/chain" in told
    assert "/seika/snapshots" not in told
