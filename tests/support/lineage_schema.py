"""OpenLineage's JSON schema as the package ``openlineage-python`` carries it: its classes are generated from the specification.

A facet is found by the schema that it names itself; one that names no known schema is refused.
"""

from __future__ import annotations

import importlib
import pkgutil
import types
import typing
from enum import Enum
from typing import Any

import attr
import jsonschema
from openlineage.client import generated
from openlineage.client.generated.base import BaseFacet, RunEvent

_MOMENT = {"type": "string", "format": "date-time", "pattern": "T.*([+-]\\d\\d:\\d\\d|Z)$"}
_FORMS = {"runId": {"type": "string", "format": "uuid"}, "eventTime": _MOMENT, "nominalStartTime": _MOMENT, "nominalEndTime": _MOMENT}


def check(event: dict[str, Any]) -> None:
    """Raise ``jsonschema.ValidationError`` for an event that is not as the specification says, or has a facet that is not."""
    jsonschema.validate(event, schema_of(RunEvent), format_checker=jsonschema.FormatChecker())
    known = _facets()
    for facet in _facets_in(event):
        if facet.get("_schemaURL") not in known:
            raise jsonschema.ValidationError(f"no known schema: {facet}")
        jsonschema.validate(facet, schema_of(known[facet["_schemaURL"]]), format_checker=jsonschema.FormatChecker())


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON schema of a generated class: its fields by their types, those without a default required, no others."""
    parts: dict[str, Any] = {}
    return {**_ref(kind, parts), "$defs": parts}


def _ref(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    name = f"{kind.__module__}.{kind.__name__}"
    if name not in parts:
        parts[name] = {}  # a class may hold itself
        hints, fields = typing.get_type_hints(kind), {each.name: each for each in attr.fields(kind)}
        properties = {field: _FORMS.get(field) or _of(hints[field], parts) for field in fields}
        required = [field for field, each in fields.items() if each.default is attr.NOTHING or field in ("_producer", "_schemaURL")]
        parts[name] = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"$ref": f"#/$defs/{name}"}


def _of(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(each, parts) for each in inner]}
    if origin is list:
        return {"type": "array", "items": _of(inner[0], parts)}
    if origin is dict:
        value = inner[1]
        # Facets are checked one by one, each by its own schema.
        is_facet = attr.has(value) and issubclass(value, BaseFacet)
        return {"type": "object", "additionalProperties": {"type": "object"} if is_facet else _of(value, parts)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [each.value for each in hint]}
    if attr.has(hint):
        return _ref(hint, parts)
    return {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}, float: {"type": "number"}}.get(
        hint, {"type": "null"} if hint is type(None) else {}
    )


def _facets() -> dict[str, Any]:
    found = {}
    for module in pkgutil.iter_modules(generated.__path__):
        for kind in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).values():
            if isinstance(kind, type) and issubclass(kind, BaseFacet) and attr.has(kind):
                found[kind._get_schema()] = kind
    return found


def _facets_in(value: Any, key: str = "") -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [facet for each in value for facet in _facets_in(each)]
    if not isinstance(value, dict):
        return []
    own = list(value.values()) if key.lower().endswith("facets") else []
    return own + [facet for name, each in value.items() for facet in _facets_in(each, name)]
