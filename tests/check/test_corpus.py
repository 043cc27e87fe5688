"""Every file of the corpus through receive, decode and check: what becomes of it is what is written beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from corpus import FOLDER, Case, cases, held_back, organization_for, refusing_rule, taken
from door import KEY

from seika.store import lake, ledger
from seika.store.ledger import Delivery

CASES = cases()
FAULTS: dict[str, str] = yaml.safe_load((FOLDER.parent / "seeded_faults" / "expected.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bodies(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the bodies that the cases need, and one state for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("organizations")
        patch.setenv("SEIKA_ORGANIZATIONS", str(folder))
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        yield folder


@pytest.fixture(scope="module")
def outcome(bodies: Path) -> Callable[[Case], Delivery]:
    """What the ledger says of a case; its file goes through the door once, however many tests ask."""
    known: dict[str, Delivery] = {}

    def of(case: Case) -> Delivery:
        if case.id not in known:
            organization_id = organization_for(case.expected.get("declares", {}), case.source_id, bodies)
            delivery = taken(case.path.read_bytes(), case.source_id, organization_id, case.path.suffix, case.path.stem)
            assert delivery, "two files of the corpus have the same bytes"
            known[case.id] = delivery
        return known[case.id]

    return of


def test_the_corpus_is_large_and_every_file_has_its_outcome() -> None:
    files = {path for path in FOLDER.glob("*/*") if path.name != "expected.yml"}
    assert files == {case.path for case in CASES} and len(files) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_becomes_of_a_file_is_what_is_written_beside_it(case: Case, outcome: Callable[[Case], Delivery]) -> None:
    delivery = outcome(case)
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


def test_fifty_faults_are_seeded_each_for_another_rule() -> None:
    assert len(FAULTS) >= 50 and len(set(FAULTS.values())) == len(FAULTS)


@pytest.mark.parametrize(("rule_id", "file"), FAULTS.items())
def test_a_seeded_fault_is_stopped_by_the_rule_meant_for_it_and_by_no_other(
    rule_id: str, file: str, outcome: Callable[[Case], Delivery]
) -> None:
    delivery = outcome(next(case for case in CASES if case.id == file))
    if delivery.state == "rejected":
        assert (refusing_rule(delivery) or delivery.reason_code) == rule_id
    else:
        assert list(held_back(delivery).values()) == [[rule_id]]
