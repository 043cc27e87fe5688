import pytest
from hypothesis import given
from hypothesis import strategies as st

from seika.decode.clock import clock_minutes
from seika.decode.widths import Unreadable


@given(st.integers(0, 999 * 60 + 59), st.booleans())
def test_minutes_written_as_a_time_read_back(minutes: int, is_padded: bool) -> None:
    hours = f"{minutes // 60:02d}" if is_padded else str(minutes // 60)
    assert clock_minutes(f"{hours}:{minutes % 60:02d}") == minutes


@pytest.mark.parametrize(("text", "minutes"), [("25:30", 1530), ("24:00", 1440), ("８：３０", 510), (" 8:30 ", 510), ("160:30", 9630)])
def test_times_past_midnight_and_full_width_are_minutes_of_the_work_day(text: str, minutes: int) -> None:
    assert clock_minutes(text) == minutes


@pytest.mark.parametrize("text", ["0830", "8.5", "8:60", "8:3", "8:30:00", "-1:00", "1000:00", "08h30", "", ":30", "٨:٣٠"])
def test_a_time_that_is_not_hours_and_minutes_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        clock_minutes(text)
