"""The embedded server as it is lived with: closed folders, long paths, kills, many processes at once."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from embedded_server import QUICK, ask, in_a_process, stopped_afterwards

from seika.errors import BadConfig
from seika.store import server
from seika.store.cluster import PORT, ROLE, Cluster

pytestmark = pytest.mark.service


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield from stopped_afterwards(tmp_path / "pg")


def postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def lives(number: int) -> bool:
    # In a container that has no init a process that has ended stays listed.
    return psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE


def test_it_speaks_utf_8_in_utc_is_synced_to_disk_and_listens_on_no_network(folder: Path) -> None:
    place = server.start_server(folder)
    shown = {name: ask(place, f"show {name}") for name in ("server_encoding", "timezone", "fsync", "listen_addresses")}
    assert shown == {"server_encoding": "UTF8", "timezone": "UTC", "fsync": "on", "listen_addresses": ""}
    assert ask(place, "select datlocale from pg_database where datname = 'seika'") == "C.UTF-8"


def test_both_databases_are_there_and_only_its_own_users_get_in(folder: Path) -> None:
    place = server.start_server(folder, QUICK)
    assert ask(place, "select count(*) from pg_database where datname in ('seika', 'airflow')") == 2
    rules = (folder / "data" / "pg_hba.conf").read_text(encoding="utf-8").split()
    assert rules == ["local", "all", "all", "peer", "map=seika"]


def test_it_runs_below_a_closed_folder_and_opens_none(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in stopped_afterwards(closed / "state" / "pg"):
        assert ask(server.start_server(folder, QUICK), "select 1") == 1
        for path in (closed, closed / "state" / "pg", closed / "state" / "pg" / "data"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


@pytest.mark.parametrize("name", ["a" * 120, "状態 と, 'データ'"])
def test_a_path_too_long_or_too_strange_for_a_socket_gets_its_socket_elsewhere(tmp_path: Path, name: str) -> None:
    for folder in stopped_afterwards(tmp_path / name / "pg"):
        place = server.start_server(folder, QUICK)
        assert ask(place, "select 1") == 1
        assert place != folder
        assert len(str(place)) < 80
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        server.stop_server(folder)
        assert not place.exists()


def test_a_socket_folder_that_somebody_else_prepared_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 120) / "pg"
    folder.mkdir(parents=True, mode=0o700)
    planted = Cluster(folder).socket_folder()
    try:
        planted.chmod(0o777)
        with pytest.raises(BadConfig) as refused:
            server.start_server(folder, QUICK)
        assert refused.value.code == "STORE-04"
    finally:
        planted.rmdir()


def test_starting_again_joins_the_running_server_and_stopping_twice_stops_once(folder: Path) -> None:
    server.start_server(folder, QUICK)
    first = postmaster(folder)
    server.start_server(folder, QUICK)
    assert postmaster(folder) == first
    assert [server.stop_server(folder), server.stop_server(folder)] == [True, False]
    assert not lives(first)


def test_what_was_committed_survives_a_kill_of_the_server(folder: Path) -> None:
    place = server.start_server(folder)
    with psycopg.connect(host=str(place), port=PORT, user=ROLE, dbname="seika") as connection:
        connection.execute("create table kept as select 42 as answer")
    _kill(folder)
    assert (folder / "data" / "postmaster.pid").exists()
    assert ask(server.start_server(folder), "select answer from kept") == 42


def test_a_process_that_got_the_number_of_a_killed_server_does_not_keep_it_down(folder: Path) -> None:
    server.start_server(folder, QUICK)
    _kill(folder)
    owner = Cluster(folder).owner
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    namesake = subprocess.Popen([shutil.which("sleep") or "sleep", "60"], cwd="/", **user)  # type: ignore[call-overload]
    try:
        for path in (folder / "data" / "postmaster.pid", folder / ".s.PGSQL.5432.lock"):
            _, _, rest = path.read_text(encoding="utf-8").partition("\n")
            path.write_text(f"{namesake.pid}\n{rest}", encoding="utf-8")
        assert ask(server.start_server(folder, QUICK), "select 1") == 1
        assert namesake.poll() is None
    finally:
        namesake.kill()
        namesake.wait()


def test_a_cluster_whose_making_was_cut_short_is_made_anew(folder: Path) -> None:
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("18\n", encoding="ascii")
    assert ask(server.start_server(folder, QUICK), "select 1") == 1
    assert not (folder / "data.new").exists()


USE = """
    from sqlalchemy import text
    from seika.store.database import engine
    with engine().connect() as connection:
        print(connection.execute(text("select pg_postmaster_start_time()")).scalar())
"""


def test_many_processes_at_once_make_one_server_and_one_schema(tmp_path: Path) -> None:
    environment = {**os.environ, "SEIKA_STATE": str(tmp_path)}
    environment.pop("SEIKA_DATABASE_URL", None)
    # Each waits for the others' end, so that none is the last before all have used it.
    lines = textwrap.dedent(USE) + "\nimport sys; sys.stdout.flush(); sys.stdin.read()\n"
    running = [
        subprocess.Popen([sys.executable, "-c", lines], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    started = {process.stdout.readline() for process in running if process.stdout}
    assert len(started) == 1
    assert started.pop().strip()
    for process in running:
        assert process.stdin and process.stdout
        process.stdin.close()
        assert process.wait(timeout=60) == 0
        process.stdout.close()
    assert not (tmp_path / "pg" / "data" / "postmaster.pid").exists(), "the last one out stops it"


def test_a_command_leaves_no_server_behind_and_the_next_one_finds_its_rows(tmp_path: Path) -> None:
    write = """
        from seika.store import ledger
        ledger.note("receive", "shinagawa", "came")
    """
    read = """
        from seika.store import ledger
        print(ledger.events()[0].message)
    """
    done = in_a_process(tmp_path, write)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "pg" / "data" / "postmaster.pid").exists()
    assert in_a_process(tmp_path, read).stdout == "came\n"


def test_a_command_that_ends_leaves_the_server_to_others(tmp_path: Path) -> None:
    for folder in stopped_afterwards(tmp_path / "pg"):
        assert in_a_process(tmp_path, USE).returncode == 0
        # Somebody connects to a server that nobody asked to keep: a BI tool, say.
        with server._locked(Cluster(folder)):
            place = server._ensure(Cluster(folder), QUICK)
        with psycopg.connect(host=str(place), port=PORT, user=ROLE, dbname="seika"):
            assert in_a_process(tmp_path, USE).returncode == 0
            assert lives(postmaster(folder))
        assert in_a_process(tmp_path, USE).returncode == 0
        assert not (folder / "data" / "postmaster.pid").exists()


def test_a_server_that_is_kept_outlives_the_commands_that_use_it(tmp_path: Path) -> None:
    for folder in stopped_afterwards(tmp_path / "pg"):
        kept = in_a_process(tmp_path, "from seika.store.database import airflow_database_url; print(airflow_database_url())")
        assert kept.stdout == f"postgresql+psycopg2://seika@/airflow?host={folder}&port=5432\n"
        first = postmaster(folder)
        assert in_a_process(tmp_path, USE).returncode == 0
        assert postmaster(folder) == first
        assert server.stop_server(folder)
        # To have been kept once says nothing about a later server.
        assert in_a_process(tmp_path, USE).returncode == 0
        assert not (folder / "data" / "postmaster.pid").exists()


def test_the_url_of_airflows_metadata_works_with_both_of_its_drivers(tmp_path: Path) -> None:
    probe = """
        import asyncio, os
        from sqlalchemy import create_engine, text
        from sqlalchemy.ext.asyncio import create_async_engine
        from seika.store.database import airflow_database_url
        url = airflow_database_url()
        os.environ["PGPORT"] = "1"
        with create_engine(url).connect() as connection:
            print(connection.execute(text("select current_database()")).scalar())
        async def ask():
            # As Airflow 3 derives it: everything after the scheme stays.
            engine = create_async_engine("postgresql+asyncpg:" + url.split(":", maxsplit=1)[1])
            async with engine.connect() as connection:
                print((await connection.execute(text("select current_database()"))).scalar())
            await engine.dispose()
        asyncio.run(ask())
    """
    for _ in stopped_afterwards(tmp_path / "pg"):
        done = in_a_process(tmp_path, probe)
        assert done.stdout == "airflow\nairflow\n", done.stderr


def _kill(folder: Path) -> None:
    """Kill the server as a power cut would: the postmaster and all it has forked."""
    process = psutil.Process(postmaster(folder))
    family = [process, *process.children()]
    for each in family:
        each.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
