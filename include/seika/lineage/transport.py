"""Where events go: by OpenLineage's own configuration (file, HTTP, Kafka, …) or Airflow's section ``[openlineage]``, everywhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from seika.errors import BadConfig
from seika.log import events

Listener = Callable[[Any], None]
_OWN = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG")
_AIRFLOW = "AIRFLOW__OPENLINEAGE__"
log = events(__name__)


def listener() -> Listener | None:
    """Return what sends an event, none where nothing is configured or lineage is disabled.

    What is asked for, first found: ``AIRFLOW__OPENLINEAGE__TRANSPORT`` (JSON), ``AIRFLOW__OPENLINEAGE__CONFIG_PATH``, then
    ``OPENLINEAGE_CONFIG``, ``OPENLINEAGE__TRANSPORT__…``, ``OPENLINEAGE_URL`` as the client reads them. Raises ``BadConfig LINEAGE-01``.
    """
    disabled = (os.environ.get(name, "").strip().lower() for name in ("OPENLINEAGE_DISABLED", f"{_AIRFLOW}DISABLED"))
    if {"true", "1"} & set(disabled):
        return None
    found = {name: value for name, value in os.environ.items() if value and _says_where(name)}
    return _Sender(tuple(sorted(found.items()))) if found else None


def _says_where(name: str) -> bool:
    return name in _OWN or name.startswith("OPENLINEAGE__TRANSPORT") or name in (f"{_AIRFLOW}TRANSPORT", f"{_AIRFLOW}CONFIG_PATH")


@lru_cache(maxsize=4)
class _Sender:
    """One endpoint; one that does not answer is not asked again by this process, for a step must not wait for who only listens."""

    def __init__(self, settings: tuple[tuple[str, str], ...]) -> None:
        self._client = _client(dict(settings))
        # The address of the checkout's repository may hold a login; what code ran is told by its hash in each snapshot.
        self._client.config.facets.source_code_location.disabled = True
        self._answers = True

    def __call__(self, event: Any) -> None:
        if not self._answers:
            return
        try:
            self._client.emit(event)
        except Exception as error:  # noqa: BLE001 - each transport has errors of its own; none may stop a step
            self._answers = False
            log.warning("lineage.unheard", job=event.job.name, why=type(error).__name__)


def _client(settings: dict[str, str]) -> Any:
    from openlineage.client import OpenLineageClient

    before = set(os.environ)
    try:
        if transport := settings.get(f"{_AIRFLOW}TRANSPORT"):
            return OpenLineageClient(config={"transport": json.loads(transport)})
        if path := settings.get(f"{_AIRFLOW}CONFIG_PATH"):
            os.environ.setdefault("OPENLINEAGE_CONFIG", path)
        return OpenLineageClient()
    except (ValueError, KeyError, TypeError, OSError, ImportError, RuntimeError) as error:
        # The settings may hold a key, so they are not repeated.
        raise BadConfig("LINEAGE-01", settings=", ".join(settings), problem=type(error).__name__) from None
    finally:
        # The client writes its reading of the short settings into the environment, where they would outlive a change of these.
        for name in set(os.environ) - before:
            del os.environ[name]
