"""A step that tells of itself: START when it begins, COMPLETE or FAIL when it ends, and how long it took; nothing where nobody listens."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from seika.errors import NotReady, SeikaError
from seika.lineage.transport import Listener, listener
from seika.metrics import timed

P = ParamSpec("P")
T = TypeVar("T")


def tells(verb: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return the decorator of a step; ``verb`` is its name and says by which functions of ``describe`` it is told."""

    def around(step: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(step)

        @wraps(step)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            asked, hears = dict(signature.bind(*args, **kwargs).arguments), listener()
            with timed(_organization(asked), verb):
                return step(*args, **kwargs) if hears is None else _heard(hears, verb, asked, lambda: step(*args, **kwargs))

        return run

    return around


def _organization(asked: dict[str, object]) -> str:
    """Return whose step it is: its first argument is an organization, or begins with one (a delivery, a snapshot, a folder of results)."""
    first = next(iter(asked.values()), "")
    if isinstance(first, Path) or "/" in str(first):
        return Path(str(first)).parent.name
    return str(first).split("-")[0]


def _heard(hears: Listener, verb: str, asked: dict[str, object], step: Callable[[], T]) -> T:
    from seika.lineage.describe import outcome, subject
    from seika.lineage.events import StepRun

    run = StepRun(verb, subject(verb, asked))
    hears(run.started())
    try:
        result = step()
    except BaseException as error:
        # By its code only: the text of an error may quote a header or a path.
        why = error.code if isinstance(error, SeikaError) else type(error).__name__
        hears(run.aborted(why) if isinstance(error, NotReady) else run.failed(why))
        raise
    hears(run.ended(outcome(verb, asked, result)))
    return result
