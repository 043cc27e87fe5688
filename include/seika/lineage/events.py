"""A run of a step as OpenLineage events: the same namespaces and job names everywhere, the parent from the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import error_message_run, job_type_job, nominal_time_run, parent_run, processing_engine_run
from openlineage.client.uuid import generate_new_uuid

from seika.period import TOKYO, Period

NAMESPACE = "seika"
PRODUCER = "https://pypi.org/project/seika"
PARENT, ROOT = "OPENLINEAGE_PARENT_ID", "OPENLINEAGE_ROOT_PARENT_ID"


@dataclass(frozen=True)
class Subject:
    """What a step works on."""

    organization_id: str
    source_id: str | None = None
    period: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step has read and written; ``refused`` is the code of what it refused."""

    inputs: Sequence[InputDataset] = ()
    outputs: Sequence[OutputDataset] = ()
    refused: str | None = None


@dataclass
class StepRun:
    """One run of a step, and its events in order."""

    verb: str
    subject: Subject
    run_id: str = field(default_factory=lambda: str(generate_new_uuid()))

    def started(self) -> RunEvent:
        """Return the event of a beginning."""
        return self._event(RunState.START)

    def ended(self, outcome: Outcome) -> RunEvent:
        """Return the event of an end: COMPLETE with all that was read and written, FAIL where the delivery was refused."""
        event = self._event(RunState.FAIL if outcome.refused else RunState.COMPLETE, outcome.refused)
        event.inputs, event.outputs = [*outcome.inputs], [*outcome.outputs]
        return event

    def failed(self, why: str) -> RunEvent:
        """Return the event of an end by an error, which is named by its code or its kind."""
        return self._event(RunState.FAIL, why)

    def aborted(self, why: str) -> RunEvent:
        """Return the event of an end before anything was done, because something else must come first."""
        return self._event(RunState.ABORT, why)

    def _event(self, state: RunState, why: str | None = None) -> RunEvent:
        parts = (self.verb, self.subject.organization_id, self.subject.source_id)
        job = Job(NAMESPACE, ".".join(part for part in parts if part), {"jobType": job_type_job.JobTypeJobFacet("BATCH", "SEIKA", "STEP")})
        facets = _facets(self.subject.period)
        if why:
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(why, "python")
        return RunEvent(eventType=state, eventTime=datetime.now(UTC).isoformat(), run=Run(self.run_id, facets), job=job, producer=PRODUCER)


def _facets(period: str | None) -> dict[str, Any]:
    client, own = version("openlineage-python"), version("seika")
    facets: dict[str, Any] = {"processing_engine": processing_engine_run.ProcessingEngineRunFacet(own, "seika", client)}
    if period:
        month = Period(period)
        days = (datetime(day.year, day.month, day.day, tzinfo=TOKYO).isoformat() for day in (month.first_day, month.next.first_day))
        facets["nominalTime"] = nominal_time_run.NominalTimeRunFacet(*days)
    if parent := _named(PARENT):
        root = _named(ROOT) or parent
        facets["parent"] = parent_run.ParentRunFacet(
            run=parent_run.Run(parent[2]),
            job=parent_run.Job(parent[0], parent[1]),
            root=parent_run.Root(run=parent_run.RootRun(root[2]), job=parent_run.RootJob(root[0], root[1])),
        )
    return facets


def _named(variable: str) -> tuple[str, str, str] | None:
    """Return namespace, job and run of ``<namespace>/<job>/<run>``, as other OpenLineage tools hand them on."""
    parts = os.environ.get(variable, "").rsplit("/", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
