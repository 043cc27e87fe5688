"""``seika transform``"""

from __future__ import annotations

from rich import print as show

from seika.cli.arguments import AsKnownOn, EngineOption, Organizations, PeriodOption, chosen, month


def transform(
    organization: Organizations = None, period: PeriodOption = None, as_known_on: AsKnownOn = None, engine: EngineOption = None
) -> None:
    """Compute KPI values and outcome status in a scratch database; nothing is published."""
    from seika.store.known import day_of, end_of
    from seika.transform import ready
    from seika.transform import transform as step

    wished = month(period)
    cut_off = end_of(day_of(as_known_on)) if as_known_on else None
    for organization_id in chosen(organization):
        for each in [wished] if wished else ready(organization_id):
            made = step(organization_id, each, cut_off, engine)
            show(f"{organization_id} {each}: {made.folder}")
