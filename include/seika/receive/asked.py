"""Which months a pulled source is asked for."""

from __future__ import annotations

from datetime import date

from seika.config.connector import Connector, Pulled
from seika.period import Period, period_of


def months_asked(connector: Connector, today: date) -> tuple[Period, ...]:
    """Return the newest month that is over on ``today`` (in Asia/Tokyo) and the ``look_back`` months before it, oldest first.

    None for a connector that gives whatever lies there.
    """
    if not isinstance(connector, Pulled):
        return ()
    newest = period_of(today).plus(-1)
    return tuple(newest.plus(-connector.look_back).until(newest))
