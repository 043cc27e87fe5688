import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_service import Clock, Fake, fetched, serving
from starlette.responses import JSONResponse

from seika.errors import BadConfig, Outage
from seika.receive.king_of_time import offers

WORKINGS = [{"date": "2026-09-01", "dailyWorkings": [{"date": "2026-09-01", "employeeKey": "k1", "overtime": 60}]}]


@pytest.fixture
def fake(sources: Callable[..., None]) -> Iterator[Fake]:
    sources(attendance={"type": "king_of_time", "connection": "time"})
    with serving(Fake({"/v1.0/daily-workings": WORKINGS})) as server:
        yield server


def take(fake: Fake, folder: Path, clock: Clock) -> Path:
    return fetched(offers(fake.request("attendance", "2026-09"), clock.pace()), folder)


def test_a_month_is_a_capture(fake: Fake, tmp_path: Path) -> None:
    with zipfile.ZipFile(take(fake, tmp_path, Clock())) as capture:
        assert capture.namelist() == ["daily-workings/2026-09.json"]


@pytest.mark.parametrize(("hour", "after"), [(8, "10:05"), (9, "10:05"), (17, "18:35")])
def test_while_it_is_closed_nobody_asks(fake: Fake, tmp_path: Path, hour: int, after: str) -> None:
    with pytest.raises(Outage) as outage:
        take(fake, tmp_path, Clock(hour=hour))
    assert outage.value.code == "RECEIVE-23" and after in outage.value.message() and fake.asked == []


@pytest.mark.parametrize("body", [{"errors": [{"message": "closed", "code": 104}]}, {"code": "104", "message": "closed"}])
def test_closed_by_its_own_clock_is_an_outage_in_either_shape(fake: Fake, tmp_path: Path, body: Any) -> None:
    fake.spoilt = [JSONResponse(body, 403)]
    with pytest.raises(Outage) as outage:
        take(fake, tmp_path, Clock())
    assert outage.value.code == "RECEIVE-23"


def test_another_403_is_a_refusal_and_too_many_requests_are_waited_for(fake: Fake, tmp_path: Path) -> None:
    fake.spoilt = [JSONResponse({"errors": [{"code": 105}]}, 403)]
    with pytest.raises(BadConfig):
        take(fake, tmp_path, Clock())
    clock, fake.spoilt = Clock(), [JSONResponse({"code": "303", "message": "Too Many Requests"}, 403)]
    take(fake, tmp_path, clock)
    assert len(clock.slept) == 1
