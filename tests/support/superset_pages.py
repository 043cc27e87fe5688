"""Superset's dashboards in a browser: what each chart asked and was answered, and a picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, Response


@dataclass
class Seen:
    """What a dashboard's charts were answered: chart id → rows of the last answer; ``faults`` are answers that were none."""

    rows: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def hear(self, response: Response) -> None:
        if "/api/v1/chart/data" not in response.url:
            return
        asked = json.loads(parse_qs(urlsplit(response.url).query).get("form_data", ["{}"])[0])
        if response.status != 200:
            self.faults.append(f"{response.status} {response.url[:200]} {response.text()[:500]}")
        elif "slice_id" in asked:
            found = response.json()["result"]
            self.rows[asked["slice_id"]] = found[0]["data"]
            self.faults += [each["error"] for each in found if each.get("error")]


def sign_in(browser: BrowserContext, url: str, password: str) -> Page:
    """Return a page on which the administrator is signed in."""
    page = browser.new_page()
    page.set_viewport_size({"width": 1500, "height": 1000})
    page.goto(f"{url}/login/")
    page.fill("input[name=username], #username", "admin")
    page.fill("input[name=password], #password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def look_at(page: Page, url: str, slug: str, charts: int, picture: Path) -> Seen:
    """Open a dashboard, wait until all its charts are drawn, write a picture of the whole and return what was answered."""
    seen = Seen()
    page.on("response", seen.hear)
    page.goto(f"{url}/superset/dashboard/{slug}/")
    page.wait_for_selector("[data-test='grid-content'], .grid-content")
    page.wait_for_function(
        """count => document.querySelectorAll('.slice_container').length >= count
            && document.querySelectorAll('.loading, [data-test=loading-indicator]').length === 0""",
        arg=charts,
    )
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", seen.hear)
    bottom = (
        "Math.max(...[...document.querySelectorAll('.dashboard-component-chart-holder')].map(each => each.getBoundingClientRect().bottom))"
    )
    page.set_viewport_size({"width": 1500, "height": int(page.evaluate(bottom)) + 40})
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)  # the last animation of a chart
    page.screenshot(path=str(picture))
    page.set_viewport_size({"width": 1500, "height": 1000})
    return seen
