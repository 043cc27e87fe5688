"""Where an extract lies and how one gets at it: the ``connector`` of a source, one model a kind."""

from __future__ import annotations

from typing import Literal

from seika.config.load import Strict


class FolderConnector(Strict):
    """A drop folder: ``pattern`` is a file name with ``{period}`` standing for ``YYYYMM`` and ``*`` for anything.

    ``{last_period}`` stands for the last month of a file that covers several; several sources with the same pattern share one file.
    """

    type: Literal["folder"] = "folder"
    pattern: str


Connector = FolderConnector
