"""The embedded PostgreSQL: started by whoever needs it first, stopped by whoever leaves it last.

Many processes use one server at once (each Airflow task, the CLI), so nobody owns it. Who needs it and finds it down starts
it, under a file lock. A server started that way is stopped at the exit of the last process that used it: a command on the
shell leaves nothing behind, and one command that ends does not pull the server from under another. Who wants it to stay,
as Airflow does whose own connections come later and go unseen, says so with ``keep`` (``start_server``); then only
``stop_server`` stops it. A process that is killed cannot tidy up: the next one that uses the server does.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil

from seika.config import paths
from seika.errors import BadConfig, Outage, SeikaError
from seika.log import events
from seika.store.cluster import PORT, ROLE, SOCKET, Cluster, name_of

DATABASES = ("seika", "airflow")
_READY_LINE, _SOCKET_LINE = 7, 4  # of postmaster.pid
_LAST_BREATH_SECONDS = 5
_PATIENCE_SECONDS = 120  # the crash recovery of a large cluster
_registered: set[tuple[Path, int]] = set()
log = events(__name__)


def start_server(folder: Path | None = None, settings: tuple[str, ...] = ()) -> Path:
    """Return the socket folder of a server that runs until ``stop_server``.

    ``folder`` is the cluster's (default: ``pg`` of the state folder); ``settings`` (such as ``fsync=off``) hold if this call
    starts it. Raises ``Outage STORE-03`` where it does not start, ``BadConfig STORE-04`` where the folder is another user's.
    """
    cluster = _cluster(folder)
    with _locked(cluster):
        found = _ensure(cluster, settings)
        (cluster.folder / "kept").write_text(_identity(cluster), encoding="utf-8")
    return found


def ensure_server() -> Path:
    """Return the socket folder of the running server, started if need be and then stopped by the last who leaves."""
    cluster = _cluster(None)
    _leave_at_exit(cluster)
    running = _running(cluster)
    if running:
        return running
    with _locked(cluster):
        return _ensure(cluster, ())


def stop_server(folder: Path | None = None) -> bool:
    """Stop the embedded server whoever uses it; False where none ran."""
    cluster = _cluster(folder)
    if not cluster.folder.exists():
        return False
    with _locked(cluster):
        (cluster.folder / "kept").unlink(missing_ok=True)
        return _stop(cluster)


def application_name() -> str:
    """Return the name by which the server knows this process's connections from those of others."""
    return f"seika-{os.getpid()}"


def _ensure(cluster: Cluster, settings: tuple[str, ...]) -> Path:
    if not cluster.data.exists():
        cluster.initialize()
    give_up = time.monotonic() + _PATIENCE_SECONDS
    # A server that another process began to start, or that still recovers from a crash, is waited for.
    while not (running := _running(cluster)) and _postmaster(cluster) and time.monotonic() < give_up:
        time.sleep(0.05)
    if running:
        return running
    _disown_stale_locks(cluster)
    began = time.monotonic()
    cluster.start(settings)
    found = _running(cluster)
    if not found:
        raise Outage("STORE-03", problem="it started and does not answer", log=cluster.log)
    _create_databases(found)
    log.info("server.started", folder=cluster.folder, seconds=f"{time.monotonic() - began:.2f}")
    return found


def _stop(cluster: Cluster) -> bool:
    lines, number = _postmaster_lines(cluster), _postmaster(cluster)
    if number is None:
        return False
    cluster.stop()
    # pg_ctl returns when the lock file is gone, a moment before the process is.
    give_up = time.monotonic() + _LAST_BREATH_SECONDS
    while _is_server(number, cluster) and time.monotonic() < give_up:
        time.sleep(0.01)
    place = Path(lines[_SOCKET_LINE]) if len(lines) > _SOCKET_LINE else cluster.folder
    if place != cluster.folder:
        with suppress(OSError):
            place.rmdir()
    log.info("server.stopped", folder=cluster.folder)
    return True


def _leave_at_exit(cluster: Cluster) -> None:
    # A fork inherits the parent's registration but is another process: it registers for itself when it uses the server.
    me = (cluster.folder, os.getpid())
    if me not in _registered:
        _registered.add(me)
        atexit.register(_leave, *me)


def _leave(folder: Path, process: int) -> None:
    cluster = Cluster(folder)
    if os.getpid() != process or not cluster.data.exists():
        return
    with suppress(SeikaError, OSError), _locked(cluster):
        place = _running(cluster)
        if place and not _is_kept(cluster) and not _others(place):
            _stop(cluster)


def _others(place: Path) -> int:
    import psycopg

    count = "select count(*) from pg_stat_activity where backend_type = 'client backend' and application_name <> %s"
    me = application_name()
    try:
        with psycopg.connect(host=str(place), port=PORT, user=ROLE, dbname="postgres", application_name=me) as connection:
            row = connection.execute(count, [me]).fetchone()
    except psycopg.OperationalError:
        return 1  # full or going down: somebody else is at work
    return int(row[0]) if row else 0


def _create_databases(place: Path) -> None:
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(host=str(place), port=PORT, user=ROLE, dbname="postgres", autocommit=True) as connection:
        there = {row[0] for row in connection.execute("select datname from pg_database")}
        for name in DATABASES:
            if name not in there:
                connection.execute(SQL("create database {}").format(Identifier(name)))


def _running(cluster: Cluster) -> Path | None:
    """Return the socket folder where the server is ready and its socket answers."""
    lines = _postmaster_lines(cluster)
    if len(lines) <= _READY_LINE or lines[_READY_LINE] != "ready":
        return None
    place = Path(lines[_SOCKET_LINE])
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
        try:
            probe.connect(str(place / SOCKET))
        except OSError:
            return None
    return place


def _postmaster(cluster: Cluster) -> int | None:
    """Return the server's process id where that process lives and is this cluster's server, not a later namesake."""
    lines = _postmaster_lines(cluster)
    number = int(lines[0]) if lines and lines[0].isdigit() else None
    return number if number and _is_server(number, cluster) else None


def _is_server(number: int, cluster: Cluster) -> bool:
    try:
        return str(cluster.data) in psutil.Process(number).cmdline()
    except (OSError, psutil.Error):
        return False


def _disown_stale_locks(cluster: Cluster) -> None:
    """Let PostgreSQL see the lock files of a killed server as stale, even where another process has its number by now.

    The files are not removed: ``postmaster.pid`` also names the shared memory by which a start notices workers of the killed
    server that still write. PostgreSQL ignores a lock held by the process that calls ``pg_ctl``, which is this one.
    """
    for path in (cluster.data / "postmaster.pid", cluster.socket_folder() / f"{SOCKET}.lock"):
        if path.exists():
            _, _, rest = path.read_text(encoding="utf-8").partition("\n")
            path.write_text(f"{os.getpid()}\n{rest}", encoding="utf-8")


def _postmaster_lines(cluster: Cluster) -> list[str]:
    try:
        text = (cluster.data / "postmaster.pid").read_text(encoding="utf-8")
    except OSError:
        return []
    return [line.strip() for line in text.splitlines()]


def _identity(cluster: Cluster) -> str:
    # Process id, folder, start time: a server that was kept before a reboot is not this one.
    return "\n".join(_postmaster_lines(cluster)[:3])


def _is_kept(cluster: Cluster) -> bool:
    kept = cluster.folder / "kept"
    return kept.exists() and kept.read_text(encoding="utf-8") == _identity(cluster)


def _cluster(folder: Path | None) -> Cluster:
    return Cluster(Path(folder) if folder else paths.state() / "pg")


@contextmanager
def _locked(cluster: Cluster) -> Iterator[None]:
    """Hold the cluster's file lock; it falls with the process that holds it. ``BadConfig STORE-04`` where files are another's."""
    try:
        cluster.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (cluster.folder / "lock").open("a") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        place = Path(error.filename or cluster.folder)
        held_by = next(each for each in (place, *place.parents) if os.access(each.parent, os.X_OK)).stat().st_uid
        raise BadConfig("STORE-04", folder=place, owner=name_of(held_by)) from None
