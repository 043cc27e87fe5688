"""Tells the steps of a task which run of Airflow they belong to (``seika.orchestrate.lineage``), for OpenLineage events."""

from __future__ import annotations

from airflow.sdk.plugins_manager import AirflowPlugin

from seika.orchestrate import lineage


class SeikaLineage(AirflowPlugin):
    """Registered with Airflow by being here."""

    name = "seika_lineage"
    listeners = [lineage]  # noqa: RUF012 - Airflow's form
