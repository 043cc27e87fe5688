import re
from pathlib import Path

import pytest

import seika
from seika.errors import BadConfig, BadData, NotReady, Outage, SeikaError, texts

PACKAGE = Path(seika.__file__).parent
CODE = re.compile(r"""["']([A-Z]+-\d\d)["']""")


def test_every_code_that_the_program_names_has_its_texts() -> None:
    named = {code for path in PACKAGE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 10, "the codes were not found"
    assert named - texts().keys() == set()


def test_every_code_says_what_is_wrong_and_what_to_do_in_both_languages() -> None:
    assert len(texts()) > 10
    for code, text in texts().items():
        assert re.fullmatch(r"[A-Z]+-\d\d", code), code
        assert set(text) == {"ja", "en", "do_ja", "do_en"}, code
        assert all(isinstance(part, str) and part.strip() for part in text.values()), code
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text["ja"] + text["do_ja"]), code


def test_both_languages_of_a_code_name_the_same_places() -> None:
    for code, text in texts().items():
        japanese, english = (_places(text[what] + text[todo]) for what, todo in (("ja", "do_ja"), ("en", "do_en")))
        assert japanese == english, code


def _places(text: str) -> set[str]:
    # A rule's reason ({why}) is written in Japanese only: the English sentence does without it.
    return set(re.findall(r"{(\w+)}", text)) - {"why"}


def test_a_message_says_code_place_what_and_what_to_do() -> None:
    message = BadConfig("CONFIG-02", file="kpis.yml", line=7, problem="Field required").message("en")
    assert message.startswith("CONFIG-02 [file=kpis.yml, line=7, problem=Field required]")
    assert "line 7" in message
    assert "correct line 7 of kpis.yml" in message
    assert "7 行目" in BadConfig("CONFIG-02", file="kpis.yml", line=7).message("ja")


def test_a_place_that_is_not_known_leaves_a_question_mark_and_no_traceback() -> None:
    assert "?" in SeikaError("CONFIG-02").message("ja")


def test_braces_in_a_value_are_text() -> None:
    assert "{x}" in BadData("PERIOD-01", value="{x}").message("ja")


def test_what_is_unknown_is_left_out_of_the_place() -> None:
    assert "row" not in BadData("PERIOD-01", value="x", row=None).where


@pytest.mark.parametrize(("kind", "is_bad_data"), [(BadConfig, True), (Outage, False), (NotReady, False)])
def test_only_bad_data_is_bad_data_so_that_outages_are_retried(kind: type[SeikaError], is_bad_data: bool) -> None:
    assert issubclass(kind, BadData) is is_bad_data
