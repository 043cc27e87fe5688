"""deliver: bring a snapshot's report to whoever is to have it, each edition once, and only where every surface says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from seika.canonical import hash_file, hash_of
from seika.config import Organization, load_organization
from seika.config.delivery import Delivery, Place, load_delivery
from seika.deliver.same_number import check_same_numbers
from seika.deliver.tables import table_files
from seika.deliver.wording import message
from seika.errors import BadConfig, NotReady, Outage, SeikaError
from seika.log import events
from seika.mail import Attachment, MailServer, compose, send
from seika.receive.credentials import Lookup, environment
from seika.receive.mail_server import mail_server
from seika.report import Report, files_of, is_reported
from seika.store import dispatches, files, releases
from seika.store.dispatches import Parcel, mail_recipient
from seika.store.releases import Snapshot

_TABLES = ("csv", "parquet")
log = events(__name__)


@dataclass(frozen=True)
class Delivered:
    """How many parcels were sent now and how many before; ``uncertain`` are those that nobody knows whether they came."""

    sent: int = 0
    sent_before: int = 0
    uncertain: tuple[str, ...] = ()
    errors: tuple[SeikaError, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class _Errand:
    parcel: Parcel
    run: Callable[[], object]
    can_be_repeated: bool


def deliver(snapshot_id: str, lookup: Lookup = environment, again: bool = False) -> Delivered:
    """Send each declared edition of a snapshot's report to its addresses and places, unless it was sent before.

    ``again`` sends what was begun before and is not known to have come. One that fails does not hold up the others: ``errors`` has what
    stopped it, the ledger its code, and the next call tries it again. Raises ``NotReady DELIVER-02`` without a report, ``BadData
    DELIVER-01`` where two surfaces say different numbers (then nothing is sent), ``BadConfig DELIVER-03`` for addresses without a
    mail server.
    """
    snapshot = releases.snapshot(snapshot_id)
    organization = load_organization(snapshot.organization_id)
    settings = load_delivery(organization)
    editions = _editions(snapshot)
    if not settings.places and not any(each.to for each in editions):
        return Delivered()
    if not is_reported(snapshot):
        raise NotReady("DELIVER-02", snapshot=snapshot_id, organization=organization.id, period=snapshot.period)
    check_same_numbers(snapshot)
    server = _server(settings, lookup, any(each.to for each in editions), organization)
    errands = [*_mails(organization, snapshot, editions, server), *_places(snapshot, editions, settings)]
    return _run(errands, again)


def wants_delivery(organization_id: str, snapshot_id: str) -> bool:
    """Return whether anything of a snapshot is declared to be sent and was not sent yet (uncertain ones wait for a person)."""
    snapshot = releases.snapshot(snapshot_id)
    settings, editions = load_delivery(load_organization(organization_id)), _editions(snapshot)
    if snapshot.period < settings.since or snapshot.status not in settings.statuses:
        return False
    wanted = {(_name(each), mail_recipient(to)) for each in editions for to in each.to}
    wanted |= {(_name(each), f"place:{name}") for name, place in settings.places.items() for each in editions if _is_for(place, each)}
    ended = {
        (each.parcel.edition, each.parcel.recipient)
        for each in dispatches.attempts(organization_id)
        if each.parcel.snapshot_id == snapshot_id and each.outcome != "failed"
    }
    return bool(wanted - ended)


def _run(errands: list[_Errand], again: bool) -> Delivered:
    sent, before, uncertain = 0, 0, []
    errors: list[SeikaError] = []
    last = {each.parcel.key: each.outcome for each in dispatches.attempts(errands[0].parcel.organization_id)} if errands else {}
    for errand in errands:
        try:
            with dispatches.once(errand.parcel, again or errand.can_be_repeated) as is_due:
                if is_due:
                    errand.run()
                    sent += 1
                elif last.get(errand.parcel.key) == "begun":
                    uncertain.append(f"{errand.parcel.edition} {errand.parcel.recipient}")
                else:
                    before += 1
        except (Outage, BadConfig) as error:
            errors.append(error)
        else:
            log.info("report.delivered" if is_due else "report.not_sent_again", **_said(errand.parcel))
    return Delivered(sent, before, tuple(uncertain), tuple(errors))


def _said(parcel: Parcel) -> dict[str, object]:
    return {"snapshot": parcel.snapshot_id, "edition": parcel.edition, "recipient": parcel.recipient}


def _mails(organization: Organization, snapshot: Snapshot, editions: list[Report], server: MailServer | None) -> Iterator[_Errand]:
    labels = {unit["unit_code"]: unit["label"] for unit in organization.units}
    for each in editions:
        for address in each.to:
            assert server is not None
            parcel = _parcel(snapshot, each, mail_recipient(address), hash_file(each.pdf))
            subject, text = message(organization, snapshot, labels[each.unit_code] if each.unit_code else None, each.language)
            yield _Errand(parcel, _mail(server, address, subject, text, each, parcel), can_be_repeated=False)


def _mail(server: MailServer, address: str, subject: str, text: str, edition: Report, parcel: Parcel) -> Callable[[], None]:
    def run() -> None:
        attachment = Attachment(edition.pdf.name, edition.pdf.read_bytes(), "application/pdf")
        made = compose(server.sender, [address], subject, text, [attachment])
        # The same parcel has the same id, so that a mailbox can tell a repetition from another message.
        made.replace_header("Message-ID", f"<{parcel.key}@{made['Message-ID'].rpartition('@')[2]}")
        send(server, made)

    return run


def _places(snapshot: Snapshot, editions: list[Report], settings: Delivery) -> Iterator[_Errand]:
    for name, place in settings.places.items():
        for each in editions:
            if _is_for(place, each):
                named = _files(snapshot, place, each)
                content = hash_of([[file, hash_of(content.hex())] for file, content in sorted(named.items())])
                yield _Errand(_parcel(snapshot, each, f"place:{name}", content), _put(place, name, snapshot, named), can_be_repeated=True)


def _put(place: Place, name: str, snapshot: Snapshot, named: dict[str, bytes]) -> Callable[[], None]:
    def run() -> None:
        folder = files.joined(place.url, snapshot.organization_id, snapshot.period)
        for file, content in named.items():
            try:
                files.write_whole(files.joined(folder, file), lambda stream, content=content: stream.write(content))  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001 - every file system of fsspec has exceptions of its own
                raise Outage("DELIVER-04", place=name, problem=type(error).__name__) from None

    return run


def _files(snapshot: Snapshot, place: Place, edition: Report) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in (edition.pdf, edition.html, edition.xlsx) if path.suffix[1:] in place.files}
    if edition.unit_code is None and edition.language == "ja":
        wished = {kind for kind in _TABLES if kind in place.files}
        found |= {name: content for name, content in table_files(snapshot) if name.rpartition(".")[2] in wished}
    return found


def _is_for(place: Place, edition: Report) -> bool:
    return place.unit is None or place.unit == edition.unit_code


def _editions(snapshot: Snapshot) -> list[Report]:
    first = files_of(snapshot)
    return [first, *first.others]


def _name(edition: Report) -> str:
    return f"{edition.unit_code or 'whole'}.{edition.language}"


def _parcel(snapshot: Snapshot, edition: Report, recipient: str, content_hash: str) -> Parcel:
    return Parcel(snapshot.organization_id, snapshot.period, snapshot.snapshot_id, _name(edition), recipient, content_hash)


def _server(settings: Delivery, lookup: Lookup, is_needed: bool, organization: Organization) -> MailServer | None:
    if not is_needed:
        return None
    if settings.mail is None:
        raise BadConfig("DELIVER-03", file=organization.folder / "delivery.yml")
    return mail_server(settings.mail.connection, lookup(settings.mail.connection), settings.mail.sender)
