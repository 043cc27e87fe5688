import logging
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_kaonavi import Kaonavi
from fake_service import SECRET, Clock, fetched, serving
from starlette.responses import Response

from seika.errors import BadConfig, Outage, SeikaError
from seika.receive.kaonavi import offers

CONNECTOR: dict[str, Any] = {"type": "kaonavi", "connection": "hr", "fields": {100: "職層"}, "sheets": {7: {200: "点"}}}


@pytest.fixture
def fake(sources: Callable[..., None]) -> Iterator[Kaonavi]:
    sources(roster=CONNECTOR)
    with serving(Kaonavi()) as server:
        yield server  # type: ignore[misc]


def take(fake: Kaonavi, folder: Path, clock: Clock | None = None, password: str = SECRET) -> Path:
    folder.mkdir(exist_ok=True)
    return fetched(offers(fake.request("roster", "2026-08", "2026-09", password=password), (clock or Clock()).pace()), folder)


def test_a_capture_holds_the_answers_as_they_came_and_the_same_answers_are_the_same_bytes(fake: Kaonavi, tmp_path: Path) -> None:
    first, second = take(fake, tmp_path / "a"), take(fake, tmp_path / "b")
    assert zipfile.ZipFile(first).namelist() == ["departments.json", "members.json", "sheets/7.json"]
    assert first.read_bytes() == second.read_bytes()
    assert '"retired_date":""' in zipfile.ZipFile(first).read("members.json").decode()


def test_it_is_the_newest_month_that_is_offered_for_there_is_no_past(fake: Kaonavi) -> None:
    (offer,) = offers(fake.request("roster", "2026-08", "2026-09"))
    assert (offer.file_name, str(offer.months.first)) == ("roster_202609.zip", "2026-09")


def test_a_token_that_dies_on_the_way_is_renewed(fake: Kaonavi, tmp_path: Path) -> None:
    fake.token_calls = 2
    take(fake, tmp_path / "a")
    assert fake.tokens == 3


def test_a_token_is_renewed_before_it_dies(fake: Kaonavi, tmp_path: Path) -> None:
    clock = Clock()
    pace = clock.pace()
    (offer,) = offers(fake.request("roster", "2026-09"), pace)
    offer.fetch(tmp_path / "a.zip")
    clock.slept.append(56 * 60)
    offer.fetch(tmp_path / "b.zip")
    assert fake.tokens == 2 and fake.asked.count("/api/v2.0/token") == 2


def test_an_operation_that_is_switched_off_is_named(fake: Kaonavi, tmp_path: Path) -> None:
    fake.switched_off = {"departments"}
    with pytest.raises(BadConfig) as refused:
        take(fake, tmp_path / "a")
    assert refused.value.code == "RECEIVE-20" and "departments" in refused.value.message() and "操作対象の管理" in refused.value.message()
    assert list((tmp_path / "a").iterdir()) == []


def test_a_field_that_is_gone_is_refused_by_its_label_before_members_are_asked_for(fake: Kaonavi, tmp_path: Path) -> None:
    fake.answers["/api/v2.0/member_layouts"] = {"custom_fields": [{"id": 101, "name": "職層"}]}
    with pytest.raises(BadConfig) as refused:
        take(fake, tmp_path / "a")
    assert refused.value.code == "RECEIVE-22" and "職層" in refused.value.message()
    assert "/api/v2.0/members" not in fake.asked


@pytest.mark.parametrize(
    "spoilt", [[Response(status_code=500)] * 3, ["truncated"], [Response(status_code=429, headers={"retry-after": "70"})]]
)
def test_what_passes_is_waited_for(fake: Kaonavi, tmp_path: Path, spoilt: list[Any]) -> None:
    clock = Clock()
    fake.spoilt = list(spoilt)
    with zipfile.ZipFile(take(fake, tmp_path / "a", clock)) as capture:
        assert capture.testzip() is None
    assert len(clock.slept) == len(spoilt)
    assert spoilt == ["truncated"] or spoilt[0].status_code == 500 or clock.slept[0] >= 70


def test_what_does_not_pass_is_an_outage_and_nothing_is_kept(fake: Kaonavi, tmp_path: Path) -> None:
    clock = Clock()
    fake.spoilt = [Response(status_code=503)] * 50
    with pytest.raises(Outage) as outage:
        take(fake, tmp_path / "a", clock)
    assert outage.value.code == "RECEIVE-03" and sum(clock.slept) <= 900
    assert list((tmp_path / "a").iterdir()) == []


@pytest.mark.parametrize(
    "spoilt", [[], ["truncated"] * 50, *([Response(SECRET, status)] * 50 for status in (302, 400, 403, 404, 429, 500))]
)
def test_however_it_fails_nothing_secret_comes_out(
    fake: Kaonavi, tmp_path: Path, caplog: pytest.LogCaptureFixture, spoilt: list[Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.spoilt = list(spoilt)
    wrong = SECRET if spoilt else f"{SECRET}-wrong"
    with pytest.raises(SeikaError) as refused:
        take(fake, tmp_path / "a", password=wrong)
    told = [str(refused.value), repr(refused.value), "".join(traceback.format_exception(refused.value)), caplog.text]
    assert all(SECRET not in each and "Basic " not in each for each in told)
    assert refused.value.__cause__ is None


def test_a_secret_that_no_header_can_carry_is_refused_untold(fake: Kaonavi, tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as refused:
        take(fake, tmp_path / "a", password="鍵" + SECRET)
    assert refused.value.code == "RECEIVE-08" and SECRET not in "".join(traceback.format_exception(refused.value))
