"""Where an extract lies and how one gets at it: the ``connector`` of a source, one model a kind.

Connectors of two sources that are the very same share what they give: each file becomes a delivery of both.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from seika.config.load import Strict


class Files(Strict):
    """A place with files: ``pattern`` is a file name with ``{period}`` standing for ``YYYYMM`` and ``*`` for anything.

    ``{last_period}`` stands for the last month of a file that covers several.
    """

    pattern: str

    @field_validator("pattern")
    @classmethod
    def _names_a_month(cls, pattern: str) -> str:
        if pattern.count("{period}") != 1 or pattern.count("{last_period}") > 1:
            raise ValueError("a pattern has {period} once, and {last_period} at most once")
        return pattern


class Pulled(Strict):
    """A system that is asked for months: the newest finished one and ``look_back`` months before it."""

    look_back: int = Field(default=1, ge=0, le=36)


class FolderConnector(Files):
    """The organization's drop folder."""

    type: Literal["folder"] = "folder"


Connector = Annotated[FolderConnector, Field(discriminator="type")]
