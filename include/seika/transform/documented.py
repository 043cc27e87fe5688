"""The dbt project as one web page: models, columns, tests, the SQL of every measure and what depends on what."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from seika.config import load_organization, organization_ids
from seika.errors import BadData
from seika.transform.build import _invoke, write_project_of


def document_project(out: Path) -> Path:
    """Write ``index.html`` into ``out`` and return it: dbt's own documentation as a single file that needs no server and no network.

    The measures are those of all organizations. No row is read: there is nothing in it but what is declared. Raises ``BadData
    TRANSFORM-03`` where dbt refuses the project.
    """
    measures = {name: each for body in organization_ids() for name, each in load_organization(body).measures.items()}
    with tempfile.TemporaryDirectory() as scratch:
        project = write_project_of(Path(scratch) / "dbt", measures)
        done = _invoke(project, ["docs", "generate", "--static", "--empty-catalog"], None)
        if not done.success:
            raise BadData("TRANSFORM-03", model="dbt", problem=type(done.exception).__name__, log=project.log)
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(project.folder / "target" / "static_index.html", out / "index.html"))
