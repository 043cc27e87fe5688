"""The pages in a real browser: wide and narrow, light and dark, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, watched_page
from playwright.sync_api import BrowserContext, Page

from seika.store import ledger

TRACE = "/trace?snapshot=shinagawa-2025-04-r2&kpi_id=overtime_hours_per_capita_month&window_id=month&unit_code=0000000"
DIFF = "/diff?before=shinagawa-2025-04-r1&after=shinagawa-2025-04-r2"
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser(served: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with chromium(tmp_path_factory.mktemp("profile")) as made:
        made.add_cookies([{"name": "_token", "value": served.tokens["audit"], "url": served.address}])
        yield made


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    with watched_page(browser) as made:
        yield made


def addresses() -> list[str]:
    delivery = next(each for each in ledger.deliveries("shinagawa") if each.quarantined_count)
    own = (f"/deliveries/{delivery.delivery_id}", "/snapshots/shinagawa-2025-04-r2", TRACE, DIFF)
    return ["/", "/snapshots", "/deliveries", "/chain", *own]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault_for_those_who_see_or_read_otherwise(served: Any, page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    found, looked_at = [], set()
    for path in addresses():
        page.goto(served.address + path)
        result = Axe().run(page, options=None).response
        looked_at |= {each["id"] for each in result["passes"]}
        grave = [each for each in result["violations"] if each["impact"] in ("serious", "critical")]
        found += [(path, each["id"], each["nodes"][0]["html"]) for each in grave]
    assert found == []
    assert looked_at >= {"color-contrast", "link-name", "html-has-lang"}, "the checker did not look"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window_and_none_asks_anything_of_others(served: Any, page: Page, width: str) -> None:
    page.set_viewport_size({"width": WIDTHS[width], "height": 800})
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in addresses():
        page.goto(served.address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    assert {url for url in asked if not url.startswith((served.address, "data:"))} == set()


def test_from_a_number_on_the_board_one_clicks_through_its_picture_to_a_file(served: Any, page: Page) -> None:
    page.goto(f"{served.address}/?organization=shinagawa&period=2025-04")
    page.locator("tr[data-kpi=overtime_hours_per_capita_month] th a").click()
    assert page.locator("svg.way a").count() >= 7
    page.locator("svg.way a[href='#measure-overtime_minutes']").click()
    assert "#measure-overtime_minutes" in page.url
    page.locator("svg.way a", has_text="kintai_202504_v2").click()
    assert page.locator("h1").inner_text() == "品質確認: kintai_202504_v2.csv"


def test_one_chooses_by_the_form_and_changes_the_language_on_the_spot(served: Any, page: Page) -> None:
    page.goto(f"{served.address}/?organization=shinagawa&period=2025-05")
    page.locator("select[name=period]").select_option("2025-04")
    page.locator("select[name=status]").select_option(label="目標未設定")
    page.get_by_role("button", name="表示").click()
    assert page.locator("tr[data-kpi]").count() == page.locator("tr[data-kpi] .no_target").count() > 0
    page.get_by_role("link", name="English").click()
    assert page.locator("tr[data-kpi] .no_target").first.inner_text().endswith("no target")
    page.get_by_role("link", name="Snapshots", exact=True).click()
    assert page.locator("h1").inner_text() == "Snapshots: Shinagawa City"
    page.get_by_role("link", name="日本語").click()
    assert page.locator("html").get_attribute("lang") == "ja"


def test_the_keyboard_alone_reaches_the_content_and_every_box_of_the_picture(served: Any, page: Page) -> None:
    page.goto(served.address + TRACE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('svg.way') ? document.activeElement.getAttribute('href') : null"))
    boxes = page.locator("svg.way a").evaluate_all("boxes => boxes.map(box => box.getAttribute('href'))")
    assert set(boxes) <= reached


def test_nothing_that_a_sender_wrote_runs(served: Any, page: Page) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{served.address}/deliveries?organization=shinagawa")
    assert page.get_by_text("<img src=x onerror=alert(1)>").count() == 1
    assert page.locator("img").count() == 0
