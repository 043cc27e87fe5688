"""Fixture files at the door of a small ward whose key for pseudonyms is known."""

import os
from pathlib import Path

from seika.config import paths

FIXTURES = Path(__file__).parents[1] / "fixtures"
KEY = "a key for tests, and for tests only"
GOOD = {
    "shokuin_202504.csv": "roster/cp932_wareki_gannen.csv",
    "kintai_202504.csv": "attendance/cp932_wareki_25h30.csv",
    "kyuka_202504.csv": "leave/hours_half_days_and_a_cancelled_one.csv",
    "ikuji_202504.csv": "childcare/split_leave_and_none_yet.csv",
    "ishiki_202504.csv": "survey/bom_likert_free_text_with_line_break.csv",
    "jinji_hyoka_202504.xlsx": "evaluation/merged_titles_dates_and_numbers.xlsx",
    "kenshu_202504.csv": "training/exempt_and_done.csv",
}


def lay(name: str, content: bytes | str, organization_id: str = "shinagawa") -> Path:
    """Put a file (its bytes, or the name of a fixture) into the drop folder, old enough to be complete."""
    door = paths.inbox() / organization_id
    door.mkdir(parents=True, exist_ok=True)
    path = door / name
    path.write_bytes((FIXTURES / content).read_bytes() if isinstance(content, str) else content)
    os.utime(path, (0, 0))
    return path
