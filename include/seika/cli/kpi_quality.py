"""``seika kpi quality``: what can be said of a KPI's quality, from evidence"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from seika.cli.arguments import PeriodOption, chosen, month
from seika.cli.refusals import language
from seika.config import Organization, load_organization, organization_ids
from seika.errors import BadConfig

if TYPE_CHECKING:
    from seika.kpi.quality import Evidence


def quality(
    kpi_id: Annotated[str, typer.Argument(help="A KPI's id: the name of its file in include/kpis.")],
    organization: Annotated[str, typer.Option("--organization", "-o", help="An organization's id.")],
    period: PeriodOption = None,
    told: Annotated[str | None, typer.Option("--language", "-l", help="ja or en. Without it: the language of messages.")] = None,
) -> None:
    """Say how a KPI is verified, which extracts it rests on, how exact it is, what limits it and what makes up for that."""
    from seika.kpi.quality import quality_statement

    (organization_id,) = chosen([organization])
    body, at = load_organization(organization_id), month(period)
    if kpi_id not in body.kpis:
        raise BadConfig("CONFIG-59", kpi=kpi_id, organization=organization_id)
    evidence = _evidence(body, kpi_id, str(at) if at else None)
    newest = max((each.period for each in evidence.sources if each.period), default=body.header.first_period)
    tongue: Literal["ja", "en"] = "ja" if (told or language()) == "ja" else "en"
    console = Console(highlight=False)
    label = getattr(body.kpis[kpi_id].label, tongue)
    console.print(f"[bold]{kpi_id}[/bold]  {label} · {organization_id} {at or newest}", soft_wrap=True)
    for part in quality_statement(body, kpi_id, evidence, tongue, str(at or newest)):
        console.print(f"[bold]{part.heading}[/bold]")
        for sentence in part.sentences:
            console.print(f"  · {sentence}", soft_wrap=True, markup=False)


def _evidence(body: Organization, kpi_id: str, period: str | None) -> Evidence:
    from seika.check.suite import load_rules
    from seika.config.evidence import family_of, sources_of, worked_cases
    from seika.kpi.quality import Evidence
    from seika.simulate import judged
    from seika.store.evidence import source_evidence, waived_for

    sources, names = sources_of(body, kpi_id), {kpi_id, family_of(kpi_id)}
    return Evidence(
        rules=[rule.id for source in sources for rule in load_rules(source) if names & set(rule.protects)],
        cases=worked_cases(kpi_id),
        has_oracle=any(kpi_id in judged(load_organization(each)) for each in organization_ids()),
        sources=source_evidence(body.id, sources, period),
        waived=waived_for(body.id, sources, kpi_id, period),
    )
