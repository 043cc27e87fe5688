"""Good files broken at random: never a traceback, and every row accounted for or the delivery refused with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus import Case, cases, held_back, organization_for, taken
from door import KEY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seika.store import lake, ledger

GOOD = [case for case in cases() if case.expected["state"] == "accepted" and not case.expected.get("quarantined")]
NASTY = [
    b"", b"\x00", b"\xff",
    b'"', b'""', b",", b"\r", b"\n", b"\r\n", b"\x1a", b"\xef\xbb\xbf", b"\x81", b"=1+1", b"9" * 400, b"-", b"1e309", b"NaN",
    b"R7.2.30", "\u3000".encode("cp932"), "\u5408\u8a08".encode("cp932"), "\u25b21".encode(), b"99:99", b"\t", b"'", b"\\",
]  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> tuple[Case, bytes]:
    """A good file after up to four changes: bytes replaced, cut out, doubled, put in, or lines moved."""
    case = draw(st.sampled_from(GOOD))
    content = case.path.read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        first, second = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        second = min(second, first + draw(st.sampled_from([1, 8, 60, 1 << 20])))
        change = draw(st.sampled_from(["replace", "cut", "double", "end", "lines", "insert"]))
        if change == "replace":
            content = content[:first] + draw(st.one_of(st.sampled_from(NASTY), st.binary(max_size=8))) + content[second:]
        elif change == "insert":
            content = content[:first] + draw(st.sampled_from(NASTY)) + content[first:]
        elif change == "cut":
            content = content[:first] + content[second:]
        elif change == "double":
            content = content[:second] + content[first:]
        elif change == "end":
            content = content[:first]
        else:
            content = b"\r\n".join(draw(st.permutations(content.split(b"\r\n")))) if case.path.suffix == ".csv" else content
    return case, content


@pytest.fixture(scope="module")
def bodies(own_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("organizations")
        patch.setenv("SEIKA_ORGANIZATIONS", str(folder))
        patch.setenv("SEIKA_PERSON_KEY", KEY)
        yield folder


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(broken())
def test_a_broken_file_is_refused_with_a_reason_or_each_of_its_rows_is_accounted_for(bodies: Path, made: tuple[Case, bytes]) -> None:
    case, content = made
    organization_id = organization_for(case.expected.get("declares", {}), case.source_id, bodies)
    before = len(ledger.deliveries(organization_id, case.source_id))
    delivery = taken(content, case.source_id, organization_id, case.path.suffix, case.path.stem)
    if delivery is None:
        assert len(ledger.deliveries(organization_id, case.source_id)) == before  # the same bytes again
        return
    assert delivery.state in ("accepted", "rejected")
    if delivery.state == "rejected":
        assert delivery.reason_code and delivery.reason
        return
    assert delivery.received_count == (delivery.accepted_count or 0) + (delivery.quarantined_count or 0)
    assert len(held_back(delivery)) == delivery.quarantined_count
    assert len(set(lake.table(delivery).column("row_number").to_pylist()) - set(held_back(delivery))) == delivery.accepted_count
