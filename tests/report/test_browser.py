"""The screen edition in a real browser: at a desk and on a phone, for those who see and for those who read otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, watched_page
from hard_month import Make
from playwright.sync_api import BrowserContext, Page

from seika.report.html import html_bytes

WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="module")
def pages(hard: Make, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {"whole": hard("ja"), "english": hard("en"), "department": hard("ja").of_unit("01", {"0101"})}
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(html_bytes(content))
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with chromium(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    with watched_page(browser) as made:
        yield made


@pytest.mark.parametrize("name", ["whole", "english", "department"])
def test_no_edition_has_a_serious_fault_for_those_who_read_otherwise(pages: dict[str, Path], page: Page, name: str) -> None:
    page.goto(pages[name].as_uri())
    result = Axe().run(page, options=None).response
    grave = [(each["id"], each["nodes"][0]["html"]) for each in result["violations"] if each["impact"] in ("serious", "critical")]
    assert grave == []
    assert {each["id"] for each in result["passes"]} >= {"color-contrast", "link-name", "html-has-lang"}, "the checker did not look"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["whole", "english", "department"])
def test_no_edition_is_wider_than_the_window_or_asks_anything_of_others(pages: dict[str, Path], page: Page, name: str, width: str) -> None:
    page.set_viewport_size({"width": WIDTHS[width], "height": 800})
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert {url for url in asked if not url.startswith(("file:", "data:"))} == set()


def test_a_click_on_a_box_leads_to_its_kpis(pages: dict[str, Path], page: Page) -> None:
    page.goto(pages["whole"].as_uri())
    page.locator("svg.model a[href='#outcome-D51']").click()
    assert page.url.endswith("#outcome-D51") and page.locator("#outcome-D51").count() == 1
