"""``seika doctor``"""

from __future__ import annotations

import shutil
from collections.abc import Callable

import typer
from rich.console import Console

from seika.cli.arguments import Organizations, chosen
from seika.cli.refusals import text_of
from seika.config import load_organization, paths
from seika.errors import SeikaError

_ROOM_WANTED = 2 << 30


def doctor(organization: Organizations = None) -> None:
    """Check configuration, folders, database, fonts and disk before a run; exit 1 where something is wrong."""
    console = Console()
    probes: list[tuple[str, Callable[[], str]]] = [
        *((f"organization {each}", lambda each=each: _organization(each)) for each in chosen(organization)),
        *((f"documents of {each}", lambda each=each: _documents(each)) for each in chosen(organization)),
        *((f"waivers of {each}", lambda each=each: _waivers(each)) for each in chosen(organization)),
        *((f"operation of {each}", lambda each=each: _operation(each)) for each in chosen(organization)),
        *((f"connections of {each}", lambda each=each: _connections(each)) for each in chosen(organization)),
        *((f"report of {each}", lambda each=each: _report(each)) for each in chosen(organization)),
        ("folders", _folders),
        ("database", _database),
        ("roles", _roles),
        ("fonts", _fonts),
    ]
    wrong: set[str] = set()
    for name, probe in probes:
        try:
            console.print(f"[green]✓[/green] {name}: {probe()}", highlight=False)
        except SeikaError as error:
            # one wrong file stops several probes; what to do about it is said once
            console.print(
                f"[red]✗[/red] {name}: {text_of(error) if str(error) not in wrong else 'as above'}", highlight=False, soft_wrap=True
            )
            wrong.add(str(error))
    if wrong:
        raise typer.Exit(1)


def _organization(organization_id: str) -> str:
    from seika.check.suite import load_rules
    from seika.config.fact import load_facts
    from seika.kpi import check_measure

    organization = load_organization(organization_id)
    facts = load_facts()
    for measure_id in organization.measures:
        check_measure(measure_id, organization.measures, facts)
    rules = sum(len(load_rules(source_id)) for source_id in organization.sources)
    left = sum("TODO" in line for path in organization.folder.rglob("*.yml") for line in path.read_text(encoding="utf-8").splitlines())
    return (
        f"{len(organization.sources)} sources, {rules} rules, {len(organization.kpis)} KPIs, "
        f"{len(organization.units)} units, {len(organization.logic_model.nodes)} outcomes and activities"
        + (f"; {left} lines still say TODO" if left else "")
    )


def _documents(organization_id: str) -> str:
    from seika.config.policy import citations, findings

    organization = load_organization(organization_id)
    left = len(findings(organization, {}))
    told = f"{len(list(citations(organization)))} declarations rest on {len(organization.documents)} documents"
    return told + (f"; {left} cite none that is known (seika policy check)" if left else "")


def _waivers(organization_id: str) -> str:
    from datetime import datetime

    from seika.check import check_waivers
    from seika.period import TOKYO

    in_force = check_waivers(load_organization(organization_id), datetime.now(TOKYO).date())
    return ", ".join(f"{waiver.rule} until {waiver.until} ({waiver.owner})" for waiver in in_force) or "none"


def _report(organization_id: str) -> str:
    from datetime import datetime

    from seika.period import TOKYO
    from seika.report import check_editions

    return check_editions(load_organization(organization_id), datetime.now(TOKYO).date())


def _operation(organization_id: str) -> str:
    from seika.config.operation import check_promise, load_operation
    from seika.receive import environment

    organization, operation = load_organization(organization_id), load_operation(organization_id)
    check_promise(organization, operation)
    for channel in operation.alerts.channels:
        environment(channel.connection)
    promise = f"published by working day {operation.close.released_by}" if operation.close else "no promise"
    terms = "terms of retention declared" if operation.retention.standard or operation.retention.sources else "everything is kept"
    return f"{promise}; {len(operation.alerts.channels)} channels for alerts; {terms}"


def _connections(organization_id: str) -> str:
    from seika.receive import check_connector, environment

    organization = load_organization(organization_id)
    needed = {check_connector(organization, source_id, environment) for source_id in organization.sources}
    return ", ".join(sorted(each for each in needed if each)) or "none needed"


def _folders() -> str:
    state = paths.state()
    try:
        state.mkdir(parents=True, exist_ok=True)
        probe = state / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise SeikaError("CONFIG-06", file=state, problem=error.strerror) from None
    free = shutil.disk_usage(state).free
    if free < _ROOM_WANTED:
        raise SeikaError("CONFIG-06", file=state, problem=f"only {free >> 20} MiB free")
    return f"{state} is writable, {free >> 30} GiB free"


def _database() -> str:
    from sqlalchemy import text

    from seika.store.database import engine

    with engine().connect() as connection:
        version = str(connection.execute(text("show server_version")).scalar_one())
    return f"PostgreSQL {version}, {'by URL' if paths.database_url() else 'embedded'}"


def _roles() -> str:
    from seika.store.roles import check_roles

    return check_roles()


def _fonts() -> str:
    from seika.report import check_fonts

    return check_fonts()
