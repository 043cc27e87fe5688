"""Languages, eras, and a ward's own words and order of sections."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from editions import html_text, pdf_text
from hard_month import Make
from months import content, organization

from seika.config.editions import report_settings
from seika.errors import BadConfig
from seika.period import Period
from seika.report import wording
from seika.report.document import document
from seika.report.html import html_bytes
from seika.report.pdf import pdf_bytes
from seika.report.wording import voice

FOLDER = Path(wording.__file__).with_name("phrases")


def flat(value: Any, at: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {key: text for name, each in value.items() for key, text in flat(each, f"{at}.{name}").items()}
    return {at: str(value)}


def test_both_languages_say_the_same_things_with_the_same_fields() -> None:
    ja, en = (flat(yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))) for language in ("ja", "en"))
    assert set(ja) == set(en)
    dates = {"era", "year", "calendar_year", "month", "month_name", "month_short", "day"}
    for key in ja:
        fields = [set(re.findall(r"\{(\w+)\}", text[key])) for text in (ja, en)]
        assert fields[0] == fields[1] or set.union(*fields) <= dates, key


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [("ja", "令和元年5月1日", "平成31年4月", "令和元年度"), ("en", "1 May 2019", "April 2019", "FY2019")],
)
def test_dates_are_written_as_each_language_writes_them(language: Any, day: str, month: str, year: str) -> None:
    spoken = voice(language)
    assert (spoken.day(date(2019, 5, 1)), spoken.month(Period("2019-04")), spoken.fiscal_year(2019)) == (day, month, year)


def test_the_english_edition_has_japanese_only_where_no_english_was_declared(hard: Make) -> None:
    text = html_text(html_bytes(hard("en")))
    for needle in (
        "Overtime",
        "What needs a decision",
        "September 2026",
        "withheld",
        "Restated: the revision before said 11.2",
        "Data quality",
    ):
        assert needle in text
    made = hard("en").organization
    # names of units, titles of documents, courses and competencies, and what a document says, are in the ward's own words
    own = {unit["label"] for unit in made.units} | {made.title_of(made.logic_model.document), "人事課", "災害対応のため", "出退勤の訂正"}
    own |= {note.text for review in made.logic_model.reviews.values() for _, _, note in review.notes}
    for label in sorted(own, key=len, reverse=True):
        text = text.replace(label, "")
    words = {
        text for text in flat(yaml.safe_load((FOLDER / "ja.yml").read_text(encoding="utf-8"))).values() if len(text) > 3 and "{" not in text
    }
    assert not [word for word in words if re.search(r"[ぁ-ん一-龥]", word) and word in text]


def test_a_ward_has_its_own_words_and_order_without_code(tmp_path: Path) -> None:
    words = "    cover: {title: 人事の通信簿}\n    status: {behind: {shape: ▼, word: 要対応}}\n"
    own = f"sections: [outcomes, month, made]\nphrases:\n  ja:\n{words}"
    body = organization("setagaya", tmp_path, report=own)
    made = content(body)
    shown = document(made, is_screen=False)
    assert shown.heading == "世田谷区 人事の通信簿"
    settings = report_settings(body)
    assert settings.sections == ("outcomes", "month", "made")
    pages = pdf_bytes(replace(made, sections=settings.sections))
    text = pdf_text(pages)
    assert "▼要対応" in text and "▼遅れ" not in text
    assert text.index("アウトカムと指標") < text.index("今月のまとめ") < text.index("このレポートの来歴")
    assert "年度のPDCA" not in text


@pytest.mark.parametrize(
    ("own", "line", "problem"),
    [
        ("phrases:\n  ja:\n    cover: {titel: あ}\n", 3, "there is no such phrase"),
        ("phrases:\n  ja:\n    cover:\n      title: あ\n      edition: '{mnth}分'\n", 5, "known fields: month"),
        ("phrases:\n  en:\n    cover:\n      edition: '{month'\n", 4, "known fields: month"),
        ("phrases:\n  ja:\n    eras: 3\n", 3, "tuple"),
    ],
)
def test_a_phrase_that_does_not_fit_is_refused_with_its_line(tmp_path: Path, own: str, line: int, problem: str) -> None:
    body = organization("setagaya", tmp_path, report=own)
    with pytest.raises(BadConfig) as refused:
        voice("en" if "en:" in own else "ja", body)
    assert refused.value.code == "REPORT-03" and refused.value.where["line"] == str(line) and problem in refused.value.where["problem"]


@pytest.mark.parametrize("own", ["sections: [month, month, made]\n", "sections: [month]\n", "sections: [nothing, made]\n", "order: []\n"])
def test_an_order_without_the_foot_or_with_unknown_sections_is_refused(tmp_path: Path, own: str) -> None:
    with pytest.raises(BadConfig, match="CONFIG-02"):
        report_settings(organization("setagaya", tmp_path, report=own))
