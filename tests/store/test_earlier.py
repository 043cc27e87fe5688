"""What was published before: every figure that a cell ever had, in the order in which readers saw them."""

from __future__ import annotations

import pytest
from computed_month import outcome, row

from seika.store import releases
from seika.store.earlier import published_before
from seika.store.releases import Manifest

pytestmark = pytest.mark.usefixtures("state")
MONTH = {"organization_id": "shinagawa", "period": "2025-04"}
HIDDEN = {"status": "suppressed", "numerator": None, "denominator": None, "people": None, "value": None}


def publish(given: str, *cells: dict[str, object]) -> None:
    hashes = {"input_hash": given * 64, "content_hash": given * 64, "deliveries_hash": given * 64}
    manifest = Manifest(**MONTH, status="provisional", configuration_hash="2" * 64, code_hash="3" * 64, **hashes)
    releases.publish(manifest, [row(**MONTH) | cell for cell in cells], [outcome(**MONTH)], [])


def test_each_figure_that_was_ever_told_comes_back_once_and_what_never_was_as_withheld() -> None:
    secret = {"unit_code": "0100000", **HIDDEN}
    for given, numerator in (("1", 9), ("4", 9), ("5", 8), ("6", None), ("7", 9)):
        told = {"numerator": numerator} if numerator else HIDDEN
        publish(given, told, secret)
    first = releases.snapshots("shinagawa")[0].sequence_number
    found = [(each["unit_code"], each["numerator"], each["sequence_number"] - first) for each in published_before("shinagawa", first + 5)]
    assert found == [("0000", 9, 0), ("0000", 8, 2), ("0000", 9, 4), ("0100000", None, 0)]
