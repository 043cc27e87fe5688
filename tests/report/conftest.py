"""The hard month, made once."""

from __future__ import annotations

from typing import Any

import pytest
from hard_month import LONG, Make, hard_month, hard_rows
from months import organization

from seika.config import Organization


@pytest.fixture(scope="session")
def body(tmp_path_factory: pytest.TempPathFactory) -> Organization:
    return organization("setagaya", tmp_path_factory.mktemp("hard"), departments=[LONG, "総務部", LONG, "財務部"])


@pytest.fixture(scope="session")
def rows(body: Organization) -> list[dict[str, Any]]:
    return hard_rows(body)


@pytest.fixture(scope="session")
def hard(body: Organization, rows: list[dict[str, Any]]) -> Make:
    return hard_month(body, rows)
