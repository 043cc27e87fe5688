"""Where an extract lies and how one gets at it: the ``connector`` of a source, one model a kind.

Connectors of two sources that are the very same share what they give: each file becomes a delivery of both.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from seika.config.load import Strict
from seika.config.saas import KaonaviConnector, KingOfTimeConnector, Pulled, SmartHrConnector


class Files(Strict):
    """A place with files: ``pattern`` is a file name with ``{period}`` standing for a month (202604 or 2026-04) and ``*`` for anything.

    ``{last_period}`` stands for the last month of a file that covers several.
    """

    pattern: str

    @field_validator("pattern")
    @classmethod
    def _names_a_month(cls, pattern: str) -> str:
        if pattern.count("{period}") != 1 or pattern.count("{last_period}") > 1:
            raise ValueError("a pattern has {period} once, and {last_period} at most once")
        return pattern


class FolderConnector(Files):
    """The organization's drop folder."""

    type: Literal["folder"] = "folder"


class RemoteFiles(Files):
    """Files elsewhere. ``done_marker`` is the name of the empty file that says that ``{name}`` is complete.

    ``after`` says what becomes of a file that is safe: ``move`` it into ``received/``, or ``leave`` it where one may not write.
    """

    done_marker: str | None = None
    after: Literal["move", "leave"] = "move"

    @field_validator("done_marker")
    @classmethod
    def _names_the_file(cls, marker: str | None) -> str | None:
        if marker is not None and ("{name}" not in marker or marker == "{name}"):
            raise ValueError('a done_marker has {name} and more, such as "{name}.done"')
        return marker

    def marker_of(self, name: str) -> str:
        """Return the name of the file that says that ``name`` is complete."""
        return (self.done_marker or "{name}").replace("{name}", name)


class ObjectStoreConnector(RemoteFiles):
    """An object store, or any other place that fsspec opens by ``url``; without a ``connection`` as the machine may."""

    type: Literal["object_store"]
    url: str
    connection: str | None = None

    @field_validator("url")
    @classmethod
    def _holds_no_secret(cls, url: str) -> str:
        if "@" in url or "?" in url:
            raise ValueError("logins and options belong into the connection, not into the url")
        return url


class SftpConnector(RemoteFiles):
    """A folder of an SFTP server."""

    type: Literal["sftp"]
    connection: str
    folder: str = "."


class DatabaseConnector(Pulled):
    """A database; ``query`` is an SQL file beside the source's own, ordered, with ``:period_first_day`` and ``:period_last_day``."""

    type: Literal["database"]
    connection: str
    query: str = Field(pattern=r"^[^/\\]+\.sql$")


Connector = Annotated[
    FolderConnector | ObjectStoreConnector | SftpConnector | DatabaseConnector | KaonaviConnector | KingOfTimeConnector | SmartHrConnector,
    Field(discriminator="type"),
]

__all__ = [
    "Connector",
    "DatabaseConnector",
    "Files",
    "FolderConnector",
    "KaonaviConnector",
    "KingOfTimeConnector",
    "ObjectStoreConnector",
    "Pulled",
    "RemoteFiles",
    "SftpConnector",
    "SmartHrConnector",
]
