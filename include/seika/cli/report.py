"""``seika report``"""

from __future__ import annotations

from rich import print as show

from seika.cli.arguments import Organizations, PeriodOption, chosen, month


def report(organization: Organizations = None, period: PeriodOption = None) -> None:
    """Write the month's outcome report (PDF, HTML, XLSX) from the current snapshot; without a month from the newest."""
    from seika.report import report as step
    from seika.store import releases

    wished = month(period)
    for organization_id in chosen(organization):
        current = [each for each in releases.current_snapshots(organization_id) if not wished or each.period == str(wished)]
        if not current:
            show(f"{organization_id}: no snapshot{f' of {wished}' if wished else ''}")
            continue
        files = step(max(current, key=lambda each: each.period).snapshot_id)
        show(f"{files.pdf}\n{files.html}\n{files.xlsx}")
