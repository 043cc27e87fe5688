"""How the bytes of an extract become a table: the ``format`` of a source; nothing is guessed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seika.config.load import Strict


class Format(Strict):
    """A table of text: CSV, or one sheet of a workbook."""

    type: Literal["csv", "xlsx"]
    encoding: Literal["utf-8", "utf-8-sig", "cp932"] = "utf-8"
    delimiter: str = ","
    header_row: int = 1
    sheet: str | None = None
    total_row_starts_with: str | None = None


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


AnyFormat = Annotated[Format | JsonFormat, Field(discriminator="type")]
