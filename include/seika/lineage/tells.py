"""A step that tells of itself: START when it begins, COMPLETE or FAIL when it ends; nothing at all where nobody listens."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from seika.errors import NotReady, SeikaError
from seika.lineage.transport import Listener, listener

P = ParamSpec("P")
T = TypeVar("T")


def tells(verb: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return the decorator of a step; ``verb`` is its name and says by which functions of ``describe`` it is told."""

    def around(step: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(step)

        @wraps(step)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            hears = listener()
            if hears is None:
                return step(*args, **kwargs)
            return _heard(hears, verb, dict(signature.bind(*args, **kwargs).arguments), lambda: step(*args, **kwargs))

        return run

    return around


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
