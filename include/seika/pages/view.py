"""From what a page says to HTML: texts in the reader's language, one set of templates, no outside resource and no script."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import yaml
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from seika.period import TOKYO

Language = Literal["ja", "en"]
COOKIE = "seika_language"
_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> Language:
    """Return the language asked for (``lang=``), else the one chosen before, else the browser's, else Japanese."""
    wished = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if wished in ("ja", "en"):
        return "en" if wished == "en" else "ja"
    accepted = request.headers.get("accept-language", "").lower()
    return "en" if accepted.startswith("en") else "ja"


def show(request: Request, template: str, status_code: int = 200, **content: Any) -> HTMLResponse:
    """Return the page ``template`` with ``content``; everything in it is escaped."""
    language = language_of(request)
    who = getattr(request.state, "reader", None)
    text = environment().get_template(f"{template}.html.jinja").render(
        **content,
        w=words(language),
        language=language,
        said=partial(_said, language),
        base=request.scope.get("root_path", ""),
        here=template,
        address=request.url,
        nonce=request.state.nonce,
        reader=who,
        menu=who.pages if who else (),
    )  # fmt: skip
    answer = HTMLResponse(text, status_code)
    if request.query_params.get("lang") == language:
        answer.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


@cache
def words(language: Language) -> dict[str, Any]:
    """Return every text of ``words.yml`` in one language, in the form of the file."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
    return {name: _in(language, text) for name, text in loaded.items()}


@cache
def environment() -> Environment:
    """Return the templates with their filters, made once a process."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"number": number, "signed": signed, "moment": moment, "short": lambda digest: str(digest)[:12]}
    return made


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """Return a number with thousands separators, a dash for none; never rounded: more digits are shown than were asked for."""
    if value is None:
        return "–"
    exact = Decimal(value).normalize()
    digits = max(-int(exact.as_tuple().exponent), 0)
    return f"{exact:,.{max(digits, decimals or 0)}f}"


def signed(value: Decimal | int | None) -> str:
    """Return by how much something moved, with its sign, a dash for none."""
    return "–" if value is None else f"{'-' if value < 0 else '+' if value else ''}{number(Decimal(value).copy_abs())}"


def moment(at: datetime | None) -> str:
    """Return a moment as the clock in Tokyo shows it."""
    return "–" if at is None else f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def _said(language: Language, label: Any) -> str:
    """Return a label of the configuration, or one that a recipe keeps, in one language."""
    return str(label[language] if isinstance(label, dict) else getattr(label, language))


def _in(language: Language, text: Any) -> Any:
    if not isinstance(text, dict):
        return text
    if text.keys() == {"ja", "en"}:
        return text[language]
    return {name: _in(language, each) for name, each in text.items()}
