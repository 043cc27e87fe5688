"""The documents that declarations rest on, and the place in one that a declaration cites.

``organizations/<id>/documents.yml`` lists what a body published, ``include/documents.yml`` the laws, surveys and plans that all share.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from seika.config import paths
from seika.config.load import Strict, load_yaml_mapping

Origin = Literal["stated", "derived"]


class DocumentFile(Strict):
    """The bytes that were read when the declarations were written; the file itself is not kept here."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=1)


class Document(Strict):
    """One document: what it is called, who published it when, and where as far as that is known; a yearly survey has no one date.

    ``file`` is left out where the text itself was not at hand; such a document cannot be compared.
    """

    title: str
    publisher: str
    date: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}){0,2}$")
    published: str | None = None
    file: DocumentFile | None = None
    note: str | None = None


class Cited(Strict):
    """Where a declaration comes from: the id of a document, the place in it, and whether it says so.

    ``stated`` stands there, ``derived`` was worked out (``reason`` says from what) and is shown as provisional. Without ``document`` it is
    that of ``logic_model.yml``; without ``provenance`` nothing is cited.
    """

    document: str | None = None
    place: str | None = None
    provenance: Origin | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Cited:
        if self.provenance == "derived" and not self.reason:
            raise ValueError("what is derived needs a reason: say from what it was worked out")
        return self


def load_documents(folder: Path | None = None) -> dict[str, Document]:
    """Return the documents of the organization in ``folder`` and those that all share, by id; raises ``BadConfig`` with path and line."""
    files = [paths.home() / "include" / "documents.yml", *([folder / "documents.yml"] if folder else [])]
    found: dict[str, Document] = {}
    for file in files:
        if file.is_file():
            found |= load_yaml_mapping(file, Document)
    return found
