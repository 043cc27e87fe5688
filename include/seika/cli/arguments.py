"""The arguments and options that several verbs share, and how their values become organizations and months."""

from __future__ import annotations

from typing import Annotated

import typer

from seika.config import organization_ids
from seika.errors import BadConfig
from seika.period import Period

Organizations = Annotated[
    list[str] | None,
    typer.Option("--organization", "-o", help="An organization's id; may be repeated. Without it: all."),
]
PeriodOption = Annotated[str | None, typer.Option("--period", "-p", help="A month, YYYY-MM. Without it: all that are ready.")]

AsKnownOn = Annotated[
    str | None, typer.Option("--as-known-on", help="A day, YYYY-MM-DD: answer with what was known at its end in Japan. Without it: now.")
]

EngineOption = Annotated[
    str | None, typer.Option("--engine", help="duckdb or spark; the numbers are the same. Without it: SEIKA_ENGINE, else duckdb.")
]


def chosen(organizations: list[str] | None) -> list[str]:
    """Return the organizations asked for, all without a wish; raises ``BadConfig CONFIG-05`` for an unknown one."""
    known = organization_ids()
    for wished in organizations or []:
        if wished not in known:
            raise BadConfig("CONFIG-05", organization=wished, known=", ".join(known))
    return list(organizations or known)


def month(text: str | None) -> Period | None:
    """Return the month asked for; raises ``BadData PERIOD-01`` for another form."""
    return Period(text) if text else None
