"""What a month depends on besides its extracts: the files of the configuration and of the code, their hashes and their archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from seika.canonical import hash_of, hash_tree
from seika.config import Organization, paths
from seika.config.editions import FILES

_SHARED = ("include/disclosure.yml", "include/kpis", "include/measures", "include/contracts", "expectations")
_PACKAGE = Path(__file__).resolve().parents[1]


def configuration_hash(organization: Organization) -> str:
    """Return the hash of what is declared: the organization's folder, KPIs, measures, contracts and expectations.

    Waivers are not in it: the deliveries that they touched carry them, and the other months stay as they are. Nor is how the months are
    run (operation.yml), how a report is worded and who gets it (report.yml, editions.yml): no number moves with them.
    """
    return hash_of([hash_tree(organization.folder, _own(organization)), hash_tree(paths.home(), _shared())])


def code_hash() -> str:
    """Return the hash of what computes: the package, the dbt project and the locked dependencies."""
    return hash_of([hash_tree(_PACKAGE, _package()), hash_tree(paths.home(), _project())])


def configuration_archive(organization: Organization) -> bytes:
    """Return the files under ``configuration_hash`` as a zip, each where it lies below a project's root."""
    own = {
        f"include/organizations/{organization.id}/{path.relative_to(organization.folder).as_posix()}": path for path in _own(organization)
    }
    return _zipped(own | {path.relative_to(paths.home()).as_posix(): path for path in _shared()})


def code_archive() -> bytes:
    """Return the files under ``code_hash`` as a zip, each where it lies below a project's root."""
    package = {f"include/seika/{path.relative_to(_PACKAGE).as_posix()}": path for path in _package()}
    return _zipped(package | {path.relative_to(paths.home()).as_posix(): path for path in _project()})


def _zipped(files: dict[str, Path]) -> bytes:
    """Return a zip whose bytes depend on names and contents only: nothing is packed, for packers differ."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name].read_bytes())
    return buffer.getvalue()


def _own(organization: Organization) -> list[Path]:
    return [path for path in _files(organization.folder) if path.name not in {"waivers.yml", "operation.yml", "delivery.yml", *FILES}]


def _shared() -> list[Path]:
    return [path for part in _SHARED for path in _files(paths.home() / part)]


def _package() -> list[Path]:
    return [path for path in _files(_PACKAGE) if path.suffix in {".py", ".yml", ".sql"}]


def _project() -> list[Path]:
    home = paths.home()
    models = [path for path in _files(home / "dbt") if not {"target", "logs"} & set(path.relative_to(home).parts)]
    return [*models, *_files(home / "uv.lock")]


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return [place]
    found = (path for path in place.rglob("*") if path.is_file())
    return [path for path in found if not any(part.startswith((".", "__pycache__")) for part in path.relative_to(place).parts)]
