"""alert: bring the ledger's open alerts to what waits now, and tell each channel what it has not told yet, in one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from seika.alert.channels import deliver
from seika.alert.wording import message
from seika.canonical import canonical_json, hash_of
from seika.config.operation import AnyChannel, load_operation
from seika.errors import SeikaError
from seika.log import events
from seika.receive.credentials import Lookup, environment
from seika.status import send_gauges, status
from seika.store import alerts
from seika.store.alerts import Condition

log = events(__name__)


@dataclass(frozen=True)
class Told:
    """What one channel was told: how many alerts, or why it could not be reached."""

    connection: str
    count: int
    error: SeikaError | None = None


def alert(organization_ids: Sequence[str], today: date, lookup: Lookup = environment) -> list[Told]:
    """Look what waits in each organization, keep it, and tell it where channels are declared; return what each channel was told.

    A condition is told once a channel until it changes. A channel that cannot be reached does not hold up the others: its error is in
    what is returned, and the next run tells it what it has missed.
    """
    channels: dict[str, tuple[AnyChannel, list[str]]] = {}
    for organization_id in organization_ids:
        now = status(organization_id, today)
        send_gauges(now)
        found = now.waits
        alerts.keep(
            organization_id,
            [Condition(each.concern, each.subject, each.whom, each.code, canonical_json(dict(each.where)).decode()) for each in found],
        )
        for channel in load_operation(organization_id).alerts.channels:
            channels.setdefault(_name(channel), (channel, []))[1].append(organization_id)
    return [_tell(name, channel, ours, lookup) for name, (channel, ours) in channels.items()]


def _tell(name: str, channel: AnyChannel, organization_ids: list[str], lookup: Lookup) -> Told:
    try:
        with alerts.to_tell(name, organization_ids) as pending:
            worth = [each for each in pending if not channel.about or each.concern in channel.about]
            if worth:
                deliver(channel, message(worth, channel.language), lookup(channel.connection))
    except SeikaError as error:
        log.warning("alert.unheard", connection=channel.connection, code=error.code)
        return Told(channel.connection, 0, error)
    log.info("alert.told", connection=channel.connection, alerts=len(worth))
    return Told(channel.connection, len(worth))


def _name(channel: AnyChannel) -> str:
    """Return what a channel is known by in the ledger: its addresses only as a hash, for they are people's."""
    return f"{channel.type} {channel.connection} {hash_of(channel.model_dump())[:12]}"
