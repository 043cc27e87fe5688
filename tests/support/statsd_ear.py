"""A UDP socket that hears what is sent to a StatsD server, for as long as a test runs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def statsd_ear() -> Iterator[tuple[int, set[str]]]:
    """Yield the port on the loopback interface and the names that were heard so far."""
    names: set[str] = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.settimeout(0.2)
        ended = threading.Event()

        def hear() -> None:
            while not ended.is_set():
                with suppress(TimeoutError):
                    names.update(line.split(":")[0] for line in heard.recv(65536).decode().split("\n"))

        listening = threading.Thread(target=hear)
        listening.start()
        try:
            yield heard.getsockname()[1], names
        finally:
            ended.set()
            listening.join()
