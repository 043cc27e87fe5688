"""Systems that are asked for months: what they have in common, and the personnel services of the net."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from seika.config.load import Strict


class Pulled(Strict):
    """A system that is asked for months: the newest finished one and ``look_back`` months before it."""

    look_back: int = Field(default=1, ge=0, le=36)


class Present(Pulled):
    """A system without a past: it tells what holds now, which stands for the newest finished month alone."""

    look_back: int = Field(default=0, ge=0, le=0)


class KaonaviConnector(Present):
    """Kaonavi, API v2. ``fields`` are the custom fields of members that must be there, id and label.

    ``sheets`` are the sheets to fetch, each with the fields that must be there; a renamed field is the same field, for its id counts.
    """

    type: Literal["kaonavi"]
    connection: str
    fields: dict[int, str] = Field(default_factory=dict)
    sheets: dict[int, dict[int, str]] = Field(default_factory=dict)


class KingOfTimeConnector(Pulled):
    """KING OF TIME, API v1.0: the daily workings of each month."""

    type: Literal["king_of_time"]
    connection: str


class SmartHrConnector(Present):
    """SmartHR, API v1: crews and departments; the connection's host is that of the tenant."""

    type: Literal["smarthr"]
    connection: str
