"""What a person at a terminal sees when something is refused: one message, an exit code, no traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from seika.cli import app


def run(*words: str, language: str = "en") -> tuple[int, str]:
    shown = CliRunner().invoke(app, list(words), env={"SEIKA_LANGUAGE": language})
    assert shown.exception is None or isinstance(shown.exception, SystemExit), shown.exception
    return shown.exit_code, shown.output


def test_an_unknown_organization_is_refused_with_the_known_ones() -> None:
    code, text = run("ingest", "-o", "nowhere")
    assert code == 1
    assert "CONFIG-05" in text and "shinagawa" in text
    assert "Traceback" not in text


def test_a_month_of_another_form_is_refused() -> None:
    code, text = run("transform", "-o", "shinagawa", "-p", "2026-13")
    assert code == 1
    assert "PERIOD-01" in text and "2026-13" in text


@pytest.mark.parametrize(("language", "word"), [("ja", "組織"), ("en", "organization")])
def test_messages_come_in_the_language_that_is_set(language: str, word: str) -> None:
    assert word in run("ingest", "-o", "nowhere", language=language)[1]


@pytest.mark.service
def test_a_query_can_read_and_cannot_change(state: Path) -> None:
    assert "provisional" not in run("query", "select status from kpi.snapshot")[1]
    assert "42" in run("query", "select 42 as answer")[1]
    code, text = run("query", "delete from ledger.delivery")
    assert code == 1
    assert "read-only" in text
