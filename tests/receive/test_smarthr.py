import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_service import Clock, Fake, fetched, serving
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response

from seika.errors import Outage
from seika.receive.smarthr import offers


class SmartHr(Fake):
    told_more = 0

    def found(self, asked: Asked) -> Response:
        page, size = int(asked.query_params["page"]), int(asked.query_params["per_page"])
        records = self.answers[asked.url.path]
        headers = {"x-total-count": str(len(records) + self.told_more)}
        return JSONResponse(records[(page - 1) * size : page * size], headers=headers)


@pytest.fixture
def fake(sources: Callable[..., None]) -> Iterator[SmartHr]:
    sources(roster={"type": "smarthr", "connection": "hr"})
    crews = [{"emp_code": str(number)} for number in range(250)]
    with serving(SmartHr({"/api/v1/crews": crews, "/api/v1/departments": []})) as server:
        yield server  # type: ignore[misc]


def test_all_pages_are_fetched_once(fake: SmartHr, tmp_path: Path) -> None:
    with zipfile.ZipFile(fetched(offers(fake.request("roster", "2026-09"), Clock().pace()), tmp_path)) as capture:
        assert capture.namelist() == [*(f"crews/0000{page}.json" for page in (1, 2, 3)), "departments/00001.json"]
        codes = [crew["emp_code"] for page in (1, 2, 3) for crew in json.loads(capture.read(f"crews/0000{page}.json"))]
    assert codes == [str(number) for number in range(250)]


def test_a_list_that_changed_between_two_pages_is_asked_for_again_later(fake: SmartHr, tmp_path: Path) -> None:
    fake.told_more = 1
    with pytest.raises(Outage):
        fetched(offers(fake.request("roster", "2026-09"), Clock().pace()), tmp_path)
    assert list(tmp_path.glob("*.zip")) == []
