from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from seika.period import Period
from seika.transform.windows import Days, days_of


@pytest.mark.parametrize(
    ("window", "period", "start", "end"),
    [
        ("month", "2026-02", "2026-02-01", "2026-02-28"),
        ("month_end", "2024-02", "2024-02-29", "2024-02-29"),
        ("fiscal_year_to_date", "2026-03", "2025-04-01", "2026-03-31"),
        ("fiscal_year_to_date", "2026-04", "2026-04-01", "2026-04-30"),
        ("calendar_year_to_date", "2026-01", "2026-01-01", "2026-01-31"),
        ("april_first", "2026-03", "2025-04-01", "2025-04-01"),
        ("april_first", "2026-04", "2026-04-01", "2026-04-01"),
        ("fiscal_year", "2026-02", "2024-04-01", "2025-03-31"),
        ("fiscal_year", "2026-03", "2025-04-01", "2026-03-31"),
        ("fiscal_year", "2026-04", "2025-04-01", "2026-03-31"),
        ("rolling_12_months", "2026-03", "2025-04-01", "2026-03-31"),
        ("calendar_year", "2026-11", "2025-01-01", "2025-12-31"),
        ("calendar_year", "2026-12", "2026-01-01", "2026-12-31"),
        ("june_first", "2026-05", "2025-06-01", "2025-06-01"),
        ("june_first", "2026-06", "2026-06-01", "2026-06-01"),
        ("wave", "2026-03", "2025-06-01", "2025-06-01"),
    ],
)
def test_a_window_means_these_days(window: Any, period: str, start: str, end: str) -> None:
    assert days_of(window, Period(period), Period("2025-06")) == Days(date.fromisoformat(start), date.fromisoformat(end))


def test_a_window_can_be_clipped_to_the_first_extract() -> None:
    clipped = days_of("calendar_year_to_date", Period("2025-09"), None, date(2025, 4, 1))
    assert clipped == Days(date(2025, 4, 1), date(2025, 9, 30))
    assert days_of("calendar_year_to_date", Period("2026-02"), None, date(2025, 4, 1)).start == date(2026, 1, 1)
