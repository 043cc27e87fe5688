import pytest

from seika.check.conserve import Counts, conserve
from seika.errors import BadData


def test_rows_received_are_rows_accepted_and_rows_in_quarantine() -> None:
    assert conserve("id", 4, [2, 3, 4], [3, 5]) == Counts(4, 2, 2)


def test_several_answers_of_a_sheet_and_several_rules_on_a_row_count_once() -> None:
    assert conserve("id", 3, [2, 2, 3, 3, 4], [4, 4]) == Counts(3, 2, 1)


@pytest.mark.parametrize(("lake", "held_back"), [([2, 3], []), ([2, 3, 4, 5], [5]), ([], [])])
def test_a_row_that_is_lost_or_made_up_stops_the_check(lake: list[int], held_back: list[int]) -> None:
    with pytest.raises(BadData, match="CHECK-02"):
        conserve("id", 3, lake, held_back)
