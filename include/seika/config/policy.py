"""What rests on which document: every citation of an organization with its file and line, and what a changed document touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seika.canonical import hash_file
from seika.config.document import Cited, load_documents
from seika.config.evidence import family_of
from seika.config.kpi import Kpi, KpiChoice
from seika.config.load import line_of, load_yaml, load_yaml_list
from seika.config.organization import Organization, shared_path
from seika.config.paths import home
from seika.errors import BadConfig

Problem = Literal["changed", "unknown_document", "no_citation"]


@dataclass(frozen=True)
class Citation:
    """One declaration and what it cites: ``document`` is an id of ``documents.yml`` (of a shared KPI: a title), or none."""

    kind: Literal["node", "edge", "keyword", "note", "kpi", "baseline", "target", "moved", "definition"]
    name: str
    document: str | None
    place: str | None
    file: Path
    line: int


@dataclass(frozen=True)
class Finding:
    """What is wrong with a citation: its document has changed or is unknown, or it names none."""

    problem: Problem
    citation: Citation


def findings(organization: Organization, files: Mapping[str, Path]) -> list[Finding]:
    """Return what a person has to look at again, given the files of documents by id, in the order of the declarations.

    Raises ``BadConfig CONFIG-58`` for a file of a document that is unknown or has no hash.
    """
    changed = {document_id for document_id, path in files.items() if not _is_as_declared(organization, document_id, path)}
    own = {each.title: document_id for document_id, each in organization.documents.items()}
    elsewhere = _titles_elsewhere()
    found = []
    for citation in citations(organization):
        document = own.get(citation.document or "", citation.document)
        if document is None:
            found.append(Finding("no_citation", citation))
        elif document in changed:
            found.append(Finding("changed", citation))
        elif document not in organization.documents and not (citation.kind == "definition" and document in elsewhere):
            found.append(Finding("unknown_document", citation))
    return found


def citations(organization: Organization) -> Iterator[Citation]:
    """Yield every declaration that rests on a document: of the logic model, of the choice of KPIs, of their shared definitions."""
    yield from _of_model(organization)
    yield from _of_choices(organization)
    for kpi_id in dict.fromkeys(family_of(each) for each in organization.kpis):
        path = shared_path("kpis", kpi_id)
        source = load_yaml(path, Kpi).provenance
        yield Citation("definition", kpi_id, source.document, source.place, path, line_of(path, "provenance"))


def _of_model(organization: Organization) -> Iterator[Citation]:
    path, model = organization.folder / "logic_model.yml", organization.logic_model

    def cited(kind: Literal["node", "edge", "keyword", "note"], name: str, said: Cited, *at: str | int) -> Citation:
        return Citation(kind, name, said.document or model.document, said.place, path, line_of(path, *at))

    for node_id, node in model.nodes.items():
        yield cited("node", node_id, node, "nodes", node_id)
    for index, edge in enumerate(model.edges):
        place = edge.model_copy(update={"place": edge.place or model.nodes[edge.source].place})
        yield cited("edge", f"{edge.source} -> {edge.target}", place, "edges", index)
    for keyword_id, keyword in model.keywords.items():
        yield cited("keyword", keyword_id, keyword, "keywords", keyword_id)
    for year, review in model.reviews.items():
        for phase, index, note in review.notes:
            yield cited("note", f"{year} {phase}", note, "reviews", str(year), phase, index)


def _of_choices(organization: Organization) -> Iterator[Citation]:
    path = organization.folder / "kpis.yml"

    def cited(kind: Literal["kpi", "baseline", "target", "moved"], name: str, said: Cited, *at: str | int) -> Citation:
        document = said.document or organization.logic_model.document if said.provenance else said.document
        return Citation(kind, name, document, said.place, path, line_of(path, *at))

    # as written: a family is chosen once, whatever its members are
    for index, choice in enumerate(load_yaml_list(path, KpiChoice)):
        yield cited("kpi", choice.kpi, choice, index)
        for number, baseline in enumerate(choice.baselines):
            yield cited("baseline", f"{choice.kpi} {baseline.period}", baseline, index, "baselines", number)
        for number, target in enumerate(choice.targets):
            yield cited("target", f"{choice.kpi} {target.since}", target, index, "targets", number)
            if target.moved is not None and target.moved.provenance:
                yield cited("moved", f"{choice.kpi} {target.since}", target.moved, index, "targets", number, "moved")


def _titles_elsewhere() -> set[str]:
    """Return what the documents of the project's organizations are called: a shared KPI may rest on one that this body does not follow."""
    folders = (home() / "include" / "organizations").iterdir()
    return {each.title for folder in folders for each in load_documents(folder).values()}


def _is_as_declared(organization: Organization, document_id: str, path: Path) -> bool:
    declared = organization.documents.get(document_id)
    if declared is None or declared.file is None:
        problem = "no document has this id" if declared is None else "no hash is declared for it"
        raise BadConfig("CONFIG-58", document=document_id, problem=problem)
    if not path.is_file():
        raise BadConfig("CONFIG-58", document=document_id, problem=f"there is no file {path}")
    return hash_file(path) == declared.file.sha256
