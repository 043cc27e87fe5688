"""Events, not prose: one line of ``event key=value`` on the standard logging."""

from __future__ import annotations

import logging


class Events:
    """A logger of named events; fields are ids and counts, never a value of a person."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: object) -> None:
        """Log what happened."""
        self._logger.info(_line(event, fields))

    def warning(self, event: str, **fields: object) -> None:
        """Log what somebody should look at."""
        self._logger.warning(_line(event, fields))


def events(name: str) -> Events:
    """Return the event logger of a module: ``log = events(__name__)``."""
    return Events(name)


def _line(event: str, fields: dict[str, object]) -> str:
    return " ".join([event, *(f"{key}={value}" for key, value in fields.items())])
