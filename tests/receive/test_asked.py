from datetime import date

import pytest

from seika.config.connector import FolderConnector, Pulled
from seika.receive import months_asked


@pytest.mark.parametrize(
    ("today", "look_back", "months"),
    [
        (date(2026, 11, 21), 1, ["2026-09", "2026-10"]),
        (date(2026, 11, 1), 0, ["2026-10"]),
        (date(2026, 10, 31), 0, ["2026-09"]),
        (date(2026, 1, 5), 2, ["2025-10", "2025-11", "2025-12"]),
    ],
)
def test_a_system_is_asked_for_the_newest_finished_month_and_those_before_it(today: date, look_back: int, months: list[str]) -> None:
    assert [str(month) for month in months_asked(Pulled(look_back=look_back), today)] == months  # type: ignore[arg-type]


def test_a_folder_is_asked_for_no_month() -> None:
    assert months_asked(FolderConnector(pattern="a_{period}.csv"), date(2026, 11, 21)) == ()
