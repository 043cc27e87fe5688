"""Every file of the corpus through receive, decode and check: what becomes of it is what is written beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus import FOLDER, Case, cases, held_back, organization_for, refusing_rule, taken
from door import KEY

from seika.store import lake, ledger
from seika.store.ledger import Delivery

CASES = cases()


@pytest.fixture(scope="module")
def bodies(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the bodies that the cases need, and one state for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("organizations")
        patch.setenv("SEIKA_ORGANIZATIONS", str(folder))
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        yield folder


def outcome(case: Case, bodies: Path) -> Delivery:
    organization_id = organization_for(case.expected.get("declares", {}), case.source_id, bodies)
    delivery = taken(case.path.read_bytes(), case.source_id, organization_id, case.path.suffix, case.path.stem)
    assert delivery, "two files of the corpus have the same bytes"
    return delivery


def test_the_corpus_is_large_and_every_file_has_its_outcome() -> None:
    files = {path for path in FOLDER.glob("*/*") if path.name != "expected.yml"}
    assert files == {case.path for case in CASES} and len(files) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_becomes_of_a_file_is_what_is_written_beside_it(case: Case, bodies: Path) -> None:
    delivery = outcome(case, bodies)
    expected = case.expected
    assert delivery.state == expected["state"], delivery.reason
    if delivery.state == "rejected":
        assert (delivery.reason_code, refusing_rule(delivery)) == (expected["code"], expected.get("rule"))
        return
    counts = {"received": delivery.received_count, "accepted": delivery.accepted_count, "quarantined": delivery.quarantined_count}
    assert (counts, held_back(delivery)) == (expected["rows"], expected.get("quarantined", {}))
    told = {event.code for event in ledger.events(delivery.organization_id, limit=20) if event.delivery_id == delivery.delivery_id}
    assert told - {"CHECK-08", None} == set(expected.get("flags", ()))
    rows = lake.table(delivery)
    for column, values in expected.get("values", {}).items():
        assert rows.column(column).to_pylist() == values
