"""The declarations as tables: every edge and every KPI that is followed, with what it is cited from."""

from decimal import Decimal

import pytest

from seika.config import load_organization
from seika.config.catalogue import kpi_definitions, logic_model_edges


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya"])
def test_every_edge_is_a_row_with_its_ends_its_place_and_the_hash_of_its_document(ward: str) -> None:
    body = load_organization(ward)
    rows = logic_model_edges(body)
    assert {(row["source_node_id"], row["target_node_id"]) for row in rows} == {
        (edge.source, edge.target) for edge in body.logic_model.edges
    }
    assert all(len(str(row["document_sha256"])) == 64 and row["place"] for row in rows)
    assert {row["provenance"] for row in rows} == {"stated", "derived"}
    assert all(row["reason"] for row in rows if row["provenance"] == "derived")


def test_a_measure_that_the_document_lists_again_is_cited_where_it_stands_again() -> None:
    places = {(row["source_node_id"], row["target_node_id"]): row["place"] for row in logic_model_edges(load_organization("setagaya"))}
    assert (places["M01", "P1"], places["M01", "P3"]) == ("第1章 II(1)", "第1章 II(3)")


def test_a_definition_says_formula_source_and_what_its_month_is_judged_by() -> None:
    rows = {row["kpi_id"]: row for row in kpi_definitions(load_organization("shinagawa"), "2026-09")}
    assert set(rows) == set(load_organization("shinagawa").kpis)
    leave = rows["male_childcare_leave_rate"]
    assert (leave["numerator_measure_id"], leave["multiply"], leave["decimals"]) == ("male_childcare_leave_new_takers", 100, 1)
    assert (leave["baseline"], leave["baseline_period"]) == (Decimal("40.9"), "2023-03")
    assert (leave["target"], leave["target_final"], leave["provenance"]) == (Decimal("85.0"), Decimal("85.0"), "stated")
    assert all(rows[kpi]["document_id"] for kpi in rows)
    assert kpi_definitions(load_organization("shinagawa"), "1999-12") == []  # no version held yet


def test_all_rows_have_the_same_columns() -> None:
    for rows in (kpi_definitions(load_organization("setagaya"), "2026-09"), logic_model_edges(load_organization("setagaya"))):
        assert rows and {tuple(sorted(row)) for row in rows} == {tuple(sorted(rows[0]))}
