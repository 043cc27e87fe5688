"""What the rules found in one delivery, as one HTML file: no outside resource, no value of anybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from seika.check.suite import load_rules, texts
from seika.config import load_organization, paths
from seika.store import files, lake, ledger
from seika.store.ledger import CheckResult, Delivery
from seika.store.stewardship import released

_ROWS_SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One rule: ``mark`` is ok, broken, warn or waived; ``rows`` are the first numbers of the rows it holds back."""

    rule_id: str
    mark: str
    why: str
    count: int
    rows: str


def page_path(delivery: Delivery) -> Path:
    """Return where the page of a delivery lies."""
    return paths.reports() / "checks" / delivery.organization_id / f"{delivery.delivery_id}.html"


def write_page(delivery_id: str) -> Path:
    """Write the page of a delivery as the ledger and the lake know it now, and return where it lies; the same findings, the same bytes."""
    delivery = ledger.delivery(delivery_id)
    path = page_path(delivery)
    files.write_whole(str(path), lambda stream: stream.write(_html(delivery).encode("utf-8")))
    return path


def _html(delivery: Delivery) -> str:
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("page.yml").read_text(encoding="utf-8"))
    organization = load_organization(delivery.organization_id)
    results = ledger.check_results(delivery.delivery_id)
    waived = {each.rule_id for each in results if each.action == "waived"}
    return str(
        _template().render(
            delivery=delivery,
            organization=organization.header.label.ja,
            source=organization.sources[delivery.source_id].label.ja,
            words=words,
            waivers=[each for each in organization.waivers if each.rule in waived],
            released=released(delivery.delivery_id),
            results=_lines(delivery, results, words),
        )
    )


@cache
def _template() -> Any:
    """Return the page's template, made once a process: a run writes one page a delivery."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("page.html.jinja")


def _lines(delivery: Delivery, results: list[CheckResult], words: dict[str, Any]) -> list[Line]:
    rows: dict[str, list[int]] = defaultdict(list)
    if lake.exists(delivery, "quarantine"):
        for each in lake.table(delivery, "quarantine").to_pylist():
            rows[each["rule_id"]].append(each["row_number"])
    said = texts(load_rules(delivery.source_id))
    lines = [
        Line(each.rule_id, _mark(each), said(each.rule_id)[0].ja, each.failed_count, _shown(rows[each.rule_id], words)) for each in results
    ]
    return sorted(lines, key=lambda line: (("broken", "waived", "warn", "ok").index(line.mark), line.rule_id))


def _mark(result: CheckResult) -> str:
    if result.passed:
        return "ok"
    return {"warn": "warn", "waived": "waived"}.get(result.action, "broken")


def _shown(numbers: list[int], words: dict[str, Any]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_ROWS_SHOWN])
    more = len(numbers) - _ROWS_SHOWN
    return words["more"].format(shown=shown, more=f"{more:,}") if more > 0 else shown
