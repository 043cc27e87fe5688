"""Credentials from Airflow's connections, as tasks look them up: secrets backend, environment or metadata, in Airflow's own order."""

from __future__ import annotations

from seika.errors import BadConfig
from seika.receive.credentials import Credentials, parsed_extra


def connection(connection_id: str) -> Credentials:
    """Return what Airflow's connection holds; raises ``BadConfig RECEIVE-07`` where there is none, ``RECEIVE-08`` for a broken extra."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = Connection.get(connection_id)
    except AirflowNotFoundException:
        raise BadConfig("RECEIVE-07", connection=connection_id, variable=f"AIRFLOW_CONN_{connection_id.upper()}") from None
    except (ValueError, TypeError):
        # The message of a parser quotes what it parses.
        raise BadConfig("RECEIVE-08", connection=connection_id, problem="it is neither a URI nor JSON") from None
    texts = {name: str(getattr(found, name) or "") for name in ("host", "schema", "login", "password")}
    try:
        extra = parsed_extra(found.extra)
    except ValueError:
        raise BadConfig("RECEIVE-08", connection=connection_id, problem="its extra is no JSON object") from None
    return Credentials(**texts, port=found.port, extra=extra, type=str(found.conn_type or ""))
