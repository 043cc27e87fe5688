"""Debian's Chromium, driven by Playwright: whoever asks gets one, or is told what to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


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
