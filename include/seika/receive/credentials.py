"""How a connector proves who it is; the secret parts never show in a log, an error or a repr."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from seika.errors import BadConfig


@dataclass(frozen=True)
class Credentials:
    """What an Airflow connection holds, or the environment in its form; ``type`` is its ``conn_type``."""

    host: str = ""
    port: int | None = None
    schema: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    type: str = ""


Lookup = Callable[[str], Credentials]  # from a connection's id


def environment(connection: str) -> Credentials:
    """Return the connection that ``AIRFLOW_CONN_<ID>`` holds, as a URI or as JSON, the two forms that Airflow reads.

    Raises ``BadConfig RECEIVE-07`` where the variable is not set and ``RECEIVE-08`` where it has neither form.
    """
    variable = f"AIRFLOW_CONN_{connection.upper()}"
    text = os.environ.get(variable, "").strip()
    if not text:
        raise BadConfig("RECEIVE-07", connection=connection, variable=variable)
    try:
        return _from_json(text) if text.startswith("{") else _from_uri(text)
    except (ValueError, TypeError, AttributeError):
        # The message of a parser quotes what it parses.
        raise BadConfig("RECEIVE-08", connection=connection, problem=f"{variable} is neither a URI nor JSON") from None


def parsed_extra(extra: object) -> Mapping[str, object]:
    """Return the ``extra`` of a connection, given as JSON text or as a mapping; raises ``ValueError`` for anything else."""
    value = json.loads(extra) if isinstance(extra, str) and extra.strip() else extra or {}
    if not isinstance(value, dict):
        raise ValueError("extra is no JSON object")
    return value


def _from_json(text: str) -> Credentials:
    value = json.loads(text)
    texts = {name: str(value.get(name) or "") for name in ("host", "schema", "login", "password")}
    port = int(value["port"]) if value.get("port") else None
    return Credentials(**texts, port=port, extra=parsed_extra(value.get("extra")), type=_type(str(value.get("conn_type") or "")))


def _from_uri(text: str) -> Credentials:
    scheme, separator, rest = text.partition("://")
    if not separator or not scheme:
        raise ValueError("no scheme")
    protocol = ""
    if "://" in rest.partition("?")[0]:  # conn_type://https://host: the host has a protocol of its own
        protocol, _, rest = rest.partition("://")
    # Airflow writes a scheme with a hyphen where the type has an underscore; urlsplit needs none of them.
    parts = urlsplit(f"//{rest}")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    extra = parsed_extra(query["__extra__"]) if "__extra__" in query else query
    host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    return Credentials(
        host=f"{protocol}://{host}" if protocol else host,
        port=parts.port,
        schema=unquote(parts.path[1:]),
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        extra=extra,
        type=_type(scheme),
    )


def _type(scheme: str) -> str:
    return "postgres" if scheme == "postgresql" else scheme.replace("-", "_")
