"""The training catalogue and the standards of ranks as the tables that the models join."""

from __future__ import annotations

from typing import Any

from seika.config import Organization

_Row = dict[str, Any]


def course_tables(organization: Organization) -> dict[str, list[_Row]]:
    """Return ``course``, ``course_competency`` and ``rank_competency``, without rows where the organization has no such list."""
    courses = _optional(organization, "trainings") if "training" in organization.sources else []
    flags = _optional(organization, "competency_flags")
    codes = {flag["label"]: flag["competency_code"] for flag in flags}
    return {
        "course": [
            {
                "course_id": row["course_id"],
                "topic_code": row.get("topic_code") or None,
                "training_minutes": int(row["minutes"]) if row.get("minutes") else None,
            }
            for row in courses
        ],
        "course_competency": [
            {"course_id": row["course_id"], "competency_code": codes[row["competency"]]}
            for row in _optional(organization, "training_competencies")
        ],
        "rank_competency": [
            {"rank_code": rank, "competency_code": flag["competency_code"]} for flag in flags for rank in flag["rank_codes"].split()
        ],
    }


def _optional(organization: Organization, name: str) -> list[dict[str, str]]:
    return organization.table(name) if (organization.folder / f"{name}.csv").is_file() else []
