from __future__ import annotations

import pytest

from seika.errors import BadData
from seika.store.number_id import Number, number_id, read_number_id

CELL = {"kpi_id": "headcount", "window_id": "month_end", "unit_code": "0100000"}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "setagaya-2026-09-r2/headcount/month_end/0100000"),
        ({"breakdown_id": "all", "breakdown_code": "all", "tree_code": "as_was"}, "setagaya-2026-09-r2/headcount/month_end/0100000"),
        ({"breakdown_id": "sex", "breakdown_code": "female"}, "setagaya-2026-09-r2/headcount/month_end/0100000/sex=female"),
        ({"tree_code": "today"}, "setagaya-2026-09-r2/headcount/month_end/0100000/today"),
        (
            {"breakdown_id": "age_band", "breakdown_code": "30-39", "tree_code": "today"},
            "setagaya-2026-09-r2/headcount/month_end/0100000/age_band=30-39/today",
        ),
    ],
)
def test_a_number_has_one_name_and_the_name_leads_back_to_it(more: dict[str, str], text: str) -> None:
    assert number_id("setagaya-2026-09-r2", CELL | more) == text
    assert read_number_id(text) == read_number_id(f"seika:{text}") == Number("setagaya-2026-09-r2", **(CELL | more))


@pytest.mark.parametrize("text", ["headcount", "setagaya/headcount/month_end/0", "a-2026-09-r1/b/c", "a-2026-09-r1/b/c/d/e/f", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadData, match="TRACE-11"):
        read_number_id(text)
