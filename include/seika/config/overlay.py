"""The shared declaration of a KPI with what one organization has otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seika.config import paths
from seika.config.kpi import Kpi, KpiChoice
from seika.config.load import line_of, load_raw, load_yaml
from seika.errors import BadConfig


def overlaid(shared: Path, choice: KpiChoice, chosen_in: Path, index: int) -> Kpi:
    """Return the KPI of the file ``shared`` with the overlay of a choice, which is entry ``index`` of ``chosen_in``.

    Mappings are merged field by field, anything else is taken as a whole. Raises ``BadConfig`` with file and line: ``CONFIG-55`` for
    what the shared declaration already says, ``CONFIG-56`` for windows that are not its own, ``CONFIG-57`` for a break whose
    other series nobody declares, ``CONFIG-02`` where the whole does not fit.
    """
    declared = load_yaml(shared, Kpi)
    if choice.overlay is None:
        return check_breaks(shared, (), declared)
    at: tuple[str | int, ...] = (index, "overlay")
    own = load_raw(chosen_in)[index]["overlay"]
    windows = choice.overlay.windows
    if windows is not None and sorted(windows) != sorted(declared.windows):
        line = line_of(chosen_in, *at, "windows")
        raise BadConfig("CONFIG-56", file=chosen_in, line=line, kpi=choice.kpi, windows=", ".join(declared.windows))
    for key in _repeated(load_raw(shared), own):
        raise BadConfig("CONFIG-55", file=chosen_in, line=line_of(chosen_in, *at, *key), kpi=choice.kpi, key=".".join(key))
    breaks_at = (chosen_in, at) if choice.overlay.breaks is not None else (shared, ())
    try:
        return check_breaks(*breaks_at, Kpi.model_validate(_merged(load_raw(shared), own)))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        line = line_of(chosen_in, *at, *found["loc"][:1])
        raise BadConfig("CONFIG-02", file=chosen_in, line=line, problem=found["msg"]) from None


def check_breaks(path: Path, at: tuple[str | int, ...], kpi: Kpi) -> Kpi:
    """Return ``kpi`` where each of its breaks that names another series names one that there is.

    ``at`` is the way to ``breaks`` in ``path``. Raises ``BadConfig CONFIG-57`` with file and line.
    """
    for index, each in enumerate(kpi.breaks):
        if each.overlap is not None and not (paths.home() / "include" / "kpis" / f"{each.overlap}.yml").is_file():
            line = line_of(path, *at, "breaks", index, "overlap")
            raise BadConfig("CONFIG-57", file=path, line=line, on=each.on, overlap=each.overlap)
    return kpi


def _repeated(shared: Any, own: Any) -> list[tuple[str, ...]]:
    """Return the keys of ``own`` that say what ``shared`` says, each as its way from the top."""
    if not (isinstance(shared, dict) and isinstance(own, dict)):
        return [()] if shared == own else []
    return [(key, *rest) for key, value in own.items() if key in shared for rest in _repeated(shared[key], value)]


def _merged(shared: Any, own: Any) -> Any:
    if not (isinstance(shared, dict) and isinstance(own, dict)):
        return own
    return {**shared, **{key: _merged(shared.get(key), value) for key, value in own.items()}}
