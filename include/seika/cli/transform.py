"""``seika transform``"""

from __future__ import annotations

from rich import print as show

from seika.cli.arguments import Organizations, PeriodOption, chosen, month


def transform(organization: Organizations = None, period: PeriodOption = None) -> None:
    """Compute KPI values and outcome status in a scratch database; nothing is published."""
    from seika.transform import ready
    from seika.transform import transform as step

    wished = month(period)
    for organization_id in chosen(organization):
        for each in [wished] if wished else ready(organization_id):
            made = step(organization_id, each)
            show(f"{organization_id} {each}: {made.folder}")
