"""Numbers for a monitoring system: StatsD datagrams, to where Airflow sends its own, and nowhere unless that is asked for.

A datagram that nobody hears is lost, and nothing waits for it. Names hold ids of organizations, steps and states; values are counts and
milliseconds.
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

_PLAIN = re.compile(r"[^a-z0-9_]")
_LONGEST = 1400  # one datagram stays in one packet


def place() -> tuple[str, int] | None:
    """Return host and port: of ``SEIKA_STATSD``, else of Airflow's section ``[metrics]`` in the environment; none without."""
    own = os.environ.get("SEIKA_STATSD", "").strip()
    if own:
        host, _, port = own.rpartition(":")
        return host.strip("[]") or "localhost", int(port)
    if os.environ.get("AIRFLOW__METRICS__STATSD_ON", "").strip().lower() not in ("true", "1", "t"):
        return None
    port = os.environ.get("AIRFLOW__METRICS__STATSD_PORT") or "8125"
    return os.environ.get("AIRFLOW__METRICS__STATSD_HOST") or "localhost", int(port)


def gauges(organization_id: str, values: Mapping[str, float]) -> None:
    """Send how things stand: ``seika.<organization>.<name>`` by value."""
    _send([f"{_name(organization_id, name)}:{value:g}|g" for name, value in values.items()])


@contextmanager
def timed(organization_id: str, verb: str) -> Iterator[None]:
    """Send how long a step took (``….step.<verb>.done`` or ``.failed``, in milliseconds); the timer's count is how often it ran."""
    began, end = time.monotonic(), "failed"
    try:
        yield
        end = "done"
    finally:
        _send([f"{_name(organization_id, f'step.{verb}.{end}')}:{(time.monotonic() - began) * 1000:.0f}|ms"])


def _name(organization_id: str, name: str) -> str:
    return ".".join(["seika", _PLAIN.sub("_", organization_id.lower()), *(_PLAIN.sub("_", part) for part in name.lower().split("."))])


def _send(lines: list[str]) -> None:
    # Whoever only watches must never stop a step: no number, no name, no route and no room are all the same.
    with suppress(OSError, ValueError):
        to = place()
        if to is None:
            return
        family, kind, _, _, address = socket.getaddrinfo(*to, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as sender:
            for datagram in _datagrams(lines):
                sender.sendto(datagram, address)


def _datagrams(lines: list[str]) -> Iterator[bytes]:
    held: list[str] = []
    for line in lines:
        if held and len("\n".join([*held, line])) > _LONGEST:
            yield "\n".join(held).encode()
            held = []
        held.append(line)
    if held:
        yield "\n".join(held).encode()
