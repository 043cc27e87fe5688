"""Debian's Chromium, driven by Playwright: whoever asks gets one, or is told what to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


@contextmanager
def watched_page(browser: BrowserContext) -> Iterator[Page]:
    """Yield a page that fails the test where the browser complains: of the policy, of a script, of something that did not come."""
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    page.close()
    assert complaints == []


@contextmanager
def chromium(profile: Path) -> Iterator[BrowserContext]:
    """Yield a Japanese Chromium whose profile lies in ``profile``."""
    if not CHROMIUM.is_file():
        pytest.fail("this test drives a real browser: apt-get install chromium fonts-noto-cjk", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=[*QUIET], locale="ja-JP")
        browser.set_default_timeout(60_000)
        yield browser
        browser.close()
