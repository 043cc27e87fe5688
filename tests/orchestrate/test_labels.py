from __future__ import annotations

from seika.orchestrate import labels


def test_a_dag_is_named_by_organization_source_and_verb() -> None:
    assert labels.shown("ingest", "品川区", "勤怠") == "品川区 勤怠取込"


def test_a_dag_of_a_whole_organization_is_named_without_a_source() -> None:
    assert labels.shown("release", "品川区") == "品川区 公表"
