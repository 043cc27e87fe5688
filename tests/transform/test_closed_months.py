"""A closed month stays as it was published, whatever is delivered for it."""

from pathlib import Path

import pytest

from seika.config import load_organization
from seika.period import Period
from seika.store import ledger, releases
from seika.store.releases import Manifest, Status
from seika.transform import ready


def accept_all(period: str) -> None:
    for number, source in enumerate(load_organization("setagaya").header.required_sources):
        for month in Period(load_organization("setagaya").header.first_period).until(Period(period)):
            made, _ = ledger.add_delivery("setagaya", source, month, f"{number}".rjust(64, "0"), "f.csv", 1)
            ledger.mark_decoded(made.delivery_id, 1, 0)
            ledger.mark_accepted(made.delivery_id, 1, 0)


@pytest.mark.parametrize(("status", "is_due"), [("provisional", True), ("final", False)])
def test_other_deliveries_make_a_provisional_month_due_and_a_closed_one_not(status: Status, is_due: bool, state: Path) -> None:
    period = load_organization("setagaya").header.first_period
    accept_all(str(period))
    assert ready("setagaya") == [Period(str(period))]
    hashes = dict.fromkeys(("input_hash", "configuration_hash", "code_hash", "content_hash", "deliveries_hash"), "0" * 64)
    releases.publish(Manifest("setagaya", str(period), status, **hashes), [], [], [])
    assert ready("setagaya") == ([Period(str(period))] if is_due else [])
