"""The city of the tutorial in a shelf of its own: real, small, and computed in seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from seika.cli import app
from seika.config import paths

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
CITY = "hoshimi"


def settle_down(shelf: Path) -> Path:
    """Write the city's configuration below ``shelf`` and return its folder."""
    return shutil.copytree(TUTORIAL / CITY, shelf / CITY)


def deliver(period: str) -> None:
    """Put the survey, as the one of a month, into the city's drop folder."""
    inbox = paths.inbox() / CITY
    inbox.mkdir(parents=True, exist_ok=True)
    shutil.copy(TUTORIAL / "staff_survey_2026-06.xlsx", inbox / f"staff_survey_{period}.xlsx")


def say(verb: str, *words: str) -> Result:
    """Run a verb of the command line for the city."""
    return CliRunner().invoke(app, [verb, "-o", CITY, *words], env={"COLUMNS": "300", "SEIKA_LANGUAGE": "en"})
