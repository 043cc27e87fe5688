"""How the bytes of an extract become a table: the ``format`` of a source; nothing is guessed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from seika.config.load import Strict


class Format(Strict):
    """A table of text: CSV, or one sheet of a workbook.

    The header is row ``header_row``, or the first of the first 30 rows whose first cell is ``header_starts_with``. ``repeated_header:
    drop``: a header printed again among the rows (on each page of a report) is no data.
    """

    type: Literal["csv", "xlsx"]
    encoding: Literal["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"] = "utf-8"
    delimiter: str = Field(",", pattern=r"^[\t !#-/:-~]$")
    header_row: int = 1
    header_starts_with: str | None = None
    repeated_header: Literal["drop"] | None = None
    sheet: str | None = None
    total_row_starts_with: str | None = None

    @model_validator(mode="after")
    def _one_header(self) -> Format:
        if self.header_starts_with is not None and "header_row" in self.model_fields_set:
            raise ValueError("header_row and header_starts_with exclude each other")
        return self


class JsonFormat(Strict):
    """JSON documents; ``file`` is the member of a capture (a zip of raw answers), ``*`` stands for anything.

    ``records`` are the keys that lead to the lists of records, outermost first: ``[member_data]`` makes one row a member,
    ``[member_data, records]`` one row a record of each member. A document that is a list is the outermost list itself.
    The ``header`` of a column is a path such as ``department.names[-1]`` or ``custom_fields[id=100].values[0]``; ``^code`` is that of
    the record around, ``end @ ^date`` the clock of a moment on that day. A missing property is an empty cell.
    """

    type: Literal["json"]
    file: str | None = None
    records: tuple[str, ...]


class Archive(Strict):
    """A zip that holds the extract: ``member`` is the name of the one file, ``*`` stands for anything, ``secret`` names the password.

    The password is in ``SEIKA_SECRET_<ID>``, or in the file ``secrets/<id>`` of ``SEIKA_STATE``.
    """

    member: str
    secret: str | None = Field(None, pattern=r"^[a-z0-9_]+$")


AnyFormat = Annotated[Format | JsonFormat, Field(discriminator="type")]
