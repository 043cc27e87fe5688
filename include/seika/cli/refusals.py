"""A refusal becomes one readable message and an exit code, never a traceback."""

from __future__ import annotations

import os
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from seika.errors import NotReady, Outage, SeikaError

BAD_DATA, OUTAGE, NOT_READY = 1, 75, 69  # 75 and 69: EX_TEMPFAIL and EX_UNAVAILABLE of sysexits.h

errors = Console(stderr=True)


def language() -> str:
    """Return the language of messages: ``SEIKA_LANGUAGE`` (ja, en), else Japanese where the locale is Japanese."""
    wished = os.environ.get("SEIKA_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ja" if wished.startswith("ja") else "en"


def text_of(error: SeikaError) -> str:
    """Return an error's text for a console, which would take the place in brackets (file and line) for markup and drop it."""
    return escape(error.message(language()))


class Refusing(TyperGroup):
    """The command group that turns ``SeikaError`` into a message on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit 1 for bad data or configuration, 75 for an outage, 69 for what is not ready."""
        try:
            return super().invoke(ctx)
        except SeikaError as error:
            errors.print(f"[red]✗[/red] {text_of(error)}", highlight=False, soft_wrap=True)
            raise typer.Exit(exit_code(error)) from None


def exit_code(error: SeikaError) -> int:
    """Return the exit code of a refusal."""
    return OUTAGE if isinstance(error, Outage) else NOT_READY if isinstance(error, NotReady) else BAD_DATA
