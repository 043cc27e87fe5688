from __future__ import annotations

from pathlib import Path

import pytest
from computed_month import month, row
from sqlalchemy import text

from seika.release import release
from seika.release.chain import Broken, verify
from seika.store.database import transaction


@pytest.fixture
def published(state: Path, tmp_path: Path) -> None:
    for period in ("2025-04", "2025-05", "2025-06"):
        release(month(tmp_path / period, [row("0000"), row("1010", 3)], period))


def forge(statement: str) -> None:
    """Change what triggers protect, as somebody with all rights on the server could."""
    with transaction() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        assert connection.execute(text(statement)).rowcount == 1


def test_an_untouched_chain_holds(published: None) -> None:
    assert verify("shinagawa") == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update kpi.kpi_value_row set value = 85 where snapshot_id = 'shinagawa-2025-05-r1' and unit_code = '0000'", "rows"),
        ("delete from kpi.kpi_value_row where snapshot_id = 'shinagawa-2025-05-r1' and unit_code = '1010'", "rows"),
        ("update kpi.outcome_status_row set status = 'achieved' where snapshot_id = 'shinagawa-2025-05-r1'", "rows"),
        ("update kpi.snapshot_input set accepted_count = 1 where snapshot_id = 'shinagawa-2025-05-r1'", "inputs"),
        ("update kpi.snapshot set reason = 'none' where snapshot_id = 'shinagawa-2025-05-r1'", "columns"),
        (
            "update kpi.snapshot set manifest = replace(manifest, 'provis', 'x') where snapshot_id = 'shinagawa-2025-05-r1'",
            "manifest",
        ),
    ],
)
def test_whatever_is_changed_afterwards_is_found_where_it_was_changed(published: None, statement: str, what: str) -> None:
    forge(statement)
    assert Broken("shinagawa-2025-05-r1", what) in verify("shinagawa")
    assert {broken.snapshot_id for broken in verify("shinagawa")} == {"shinagawa-2025-05-r1"}


def test_a_snapshot_taken_out_of_the_middle_breaks_the_next_one(published: None) -> None:
    forge("delete from kpi.snapshot where snapshot_id = 'shinagawa-2025-05-r1'")
    assert verify("shinagawa") == [Broken("shinagawa-2025-06-r1", "predecessor")]
