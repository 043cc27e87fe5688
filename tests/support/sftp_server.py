"""A real SFTP server below a folder, in a thread of its own, that can misbehave where a test asks for it."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh

LOGIN, PASSWORD = "ward", "correct-horse-battery"


class Sftp:
    """``cut_after``: bytes after which the connection is cut. ``grows``: a file that has grown at each look."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cut_after: int | None = None
        self.grows: Path | None = None
        self.read_only = False
        self.reads = 0
        self.port = 0
        self._key = asyncssh.generate_private_key("ssh-ed25519")
        self.host_key = self._key.export_public_key().decode().strip()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Sftp:
        self._thread.start()
        self._listener = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)
        self.port = self._listener.get_port()
        return self

    def __exit__(self, *_: object) -> None:
        async def close() -> None:
            self._listener.close()
            await self._listener.wait_closed()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)

    async def _listen(self) -> Any:
        files = partial(_Files, self)
        return await asyncssh.listen("127.0.0.1", 0, server_factory=_Login, server_host_keys=[self._key], sftp_factory=files)


class _Login(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (LOGIN, PASSWORD)


class _Files(asyncssh.SFTPServer):
    def __init__(self, server: Sftp, channel: Any) -> None:
        super().__init__(channel, chroot=str(server.root).encode())
        self._server = server

    def read(self, file_obj: Any, offset: int, size: int) -> Any:
        self._server.reads += 1
        self._grow()
        if self._server.cut_after is not None and offset >= self._server.cut_after:
            self.connection.abort()
        return super().read(file_obj, offset, size)

    def scandir(self, path: bytes) -> Any:
        self._grow()
        return super().scandir(path)

    def _grow(self) -> None:
        if self._server.grows:
            with self._server.grows.open("ab") as stream:
                stream.write(b"x")

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:
        if self._server.read_only:
            raise asyncssh.SFTPPermissionDenied("read only")
        return super().posix_rename(oldpath, newpath)
