from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from seika.errors import BadConfig, Outage
from seika.orchestrate import steps
from seika.period import Period
from seika.receive import receive
from seika.store import ledger, vault

MONTHS = [Period("2025-04")]
CONNECTOR = {"type": "database", "connection": "ward_hr", "query": "attendance.sql"}


@pytest.fixture
def ward(state: Path, sources: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    url = make_url(os.environ["SEIKA_DATABASE_URL"])
    held = {"conn_type": "postgres", "login": url.username, "schema": url.database, "extra": dict(url.query)}

    def connect(query: str, **other: Any) -> None:
        sources(attendance=CONNECTOR)
        (tmp_path / "organizations" / "shinagawa" / "sources" / "attendance.sql").write_text(query, encoding="utf-8")
        monkeypatch.setenv("AIRFLOW_CONN_WARD_HR", json.dumps(held | other))

    yield connect


def rows() -> str:
    (delivery,) = ledger.deliveries("shinagawa", "attendance")
    with vault.open_bytes(delivery.sha256) as kept:
        return kept.read().decode()


def test_a_months_rows_become_one_csv_written_the_same_way_whatever_the_types(ward: Callable[..., None]) -> None:
    ward(
        "select day::date as day, null::text as nothing, 1.50::numeric as exact, 1e-7::float8 as small, true as flag, 'あ,\"い' as words, "
        "timestamptz '2025-04-01 00:00+00' as moment from generate_series(:period_first_day, :period_last_day, interval '29 days') as day "
        "order by day desc"
    )
    assert len(receive("shinagawa", "attendance", MONTHS)) == 1
    tail = ',,1.50,0.0000001,true,"あ,""い",2025-04-01T09:00:00\n'
    assert rows() == f"day,nothing,exact,small,flag,words,moment\n2025-04-30{tail}2025-04-01{tail}"


def test_the_same_rows_again_are_no_delivery_and_no_news(ward: Callable[..., None]) -> None:
    ward("select cast(:period_first_day as date) as day order by day")
    months = [*MONTHS, Period("2025-05")]
    assert [ledger.delivery(one).period for one in receive("shinagawa", "attendance", months)] == ["2025-04", "2025-05"]
    assert receive("shinagawa", "attendance", months) == [] and ledger.events("shinagawa") == []


# Outside Python's own count too: a driver without a server-side cursor keeps the whole answer in C.
MEASURE = """
import resource
from seika.orchestrate import steps
from seika.period import Period
from seika.receive import receive
grown = []
for month in ("2025-02", "2025-03"):
    receive("shinagawa", "attendance", [Period(month)])
    grown.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(grown[1] - grown[0])
"""


def test_a_large_table_streams_through_little_memory(ward: Callable[..., None]) -> None:
    ward(
        "select n, repeat('x', 400) as filler "
        "from generate_series(1, case when :period_last_day < date '2025-03-01' then 10 else 200000 end) as n order by n"
    )
    kilobytes = int(subprocess.run([sys.executable, "-c", MEASURE], check=True, capture_output=True, text=True).stdout)
    assert ledger.deliveries("shinagawa")[-1].byte_count > 80_000_000
    assert kilobytes < 20_000


def test_a_task_asks_for_its_runs_month_with_airflows_connection(ward: Callable[..., None]) -> None:
    ward("select cast(:period_first_day as date) as day order by day")
    assert [ledger.delivery(one).period for one in steps.receive("shinagawa", "attendance", "2025-04")] == ["2025-04"]
    assert rows() == "day\n2025-04-01\n"


def test_nobody_is_called_to_see_what_is_at_the_door(ward: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    ward("select 1 as a order by a")
    monkeypatch.delenv("AIRFLOW_CONN_WARD_HR")
    assert steps.at_the_door("shinagawa") == set()


def test_a_connection_lost_in_mid_stream_is_an_outage_and_nothing_is_kept(ward: Callable[..., None], state: Path) -> None:
    ward("select n, case when n = 50000 then pg_terminate_backend(pg_backend_pid()) end from generate_series(1, 60000) as n order by n")
    with pytest.raises(Outage, match="RECEIVE-03"):
        receive("shinagawa", "attendance", MONTHS)
    assert ledger.deliveries("shinagawa") == []
    assert not any((state / "vault").iterdir())


@pytest.mark.parametrize(
    "query",
    [
        "select 1 as a",
        "select * from (select 1 as a order by a) as b",
        "delete from t",
        "select 1 as a order by a; select 2 as a order by a",
        "select from order",
    ],
)
def test_what_is_not_one_ordered_select_is_refused_before_it_runs(query: str, ward: Callable[..., None]) -> None:
    ward(query)
    with pytest.raises(BadConfig, match="CONFIG-20"):
        receive("shinagawa", "attendance", MONTHS)


@pytest.mark.parametrize(
    "query",
    [
        "select nothing from nowhere order by nothing",
        "with gone as (delete from ledger.event returning *) select * from gone order by 1",
        "select 1 as a, 2 as a order by 1",
        "select :another as a order by a",
    ],
)
def test_a_query_that_cannot_run_or_would_write_is_a_refusal(query: str, ward: Callable[..., None]) -> None:
    ward(query)
    with pytest.raises(BadConfig, match="RECEIVE-09"):
        receive("shinagawa", "attendance", MONTHS)


def test_an_unknown_login_is_a_refusal_and_an_absent_server_an_outage(ward: Callable[..., None], unused_tcp_port: int) -> None:
    ward("select 1 as a order by a", login="nobody_known")
    with pytest.raises(BadConfig, match="RECEIVE-04"):
        receive("shinagawa", "attendance", MONTHS)
    ward("select 1 as a order by a", host="127.0.0.1", port=unused_tcp_port, extra={})
    with pytest.raises(Outage, match="RECEIVE-03"):
        receive("shinagawa", "attendance", MONTHS)


def test_an_unknown_kind_of_database_is_refused(ward: Callable[..., None]) -> None:
    ward("select 1 as a order by a", conn_type="abacus")
    with pytest.raises(BadConfig, match="RECEIVE-08"):
        receive("shinagawa", "attendance", MONTHS)


def test_the_server_never_sees_a_writing_transaction(ward: Callable[..., None]) -> None:
    ward("select current_setting('transaction_read_only') as a order by a")
    receive("shinagawa", "attendance", MONTHS)
    assert rows() == "a\non\n"
