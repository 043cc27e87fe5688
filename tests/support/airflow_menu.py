"""The way from Airflow's login to a published number, as a person clicks it."""

from __future__ import annotations

from pathlib import Path

import httpx
from browser import chromium

from seika.orchestrate import local


def open_the_board_from_the_menu(running: local.Running, profile: Path) -> None:
    """Log in as a person does, find the pages in Airflow's menu, and see a published number there."""
    assert httpx.get(f"{running.url}/seika/").status_code == httpx.codes.UNAUTHORIZED
    with chromium(profile) as browser:
        page = browser.new_page()
        page.goto(running.url)
        page.locator("input[name=username]").fill(running.user)
        page.locator("input[type=password]").fill(running.password)
        page.locator("button[type=submit]").click()
        page.get_by_role("link", name="Seika").click()
        board = page.frame_locator("iframe[title=Seika]")
        board.locator("select[name=organization]").select_option("shinagawa")
        board.locator("form button").click()
        board.locator("tr[data-kpi=headcount] th a").click()
        board.locator("svg.way a[href*='/deliveries/']").first.click()
        board.locator(".counts, .superseded").first.wait_for()
