"""What release must know of each KPI to protect it: which measures it shares with others, and the rules of its class."""

from __future__ import annotations

from typing import Any

from seika.config.disclosure import load_classes
from seika.errors import BadConfig
from seika.transform.declared import Month, measure_of


def disclosure_of(month: Month) -> dict[str, dict[str, Any]]:
    """Return by KPI its measures, which of them are stocks, whether its numerator is part of its denominator, its weight and its rules.

    Raises ``BadConfig DISCLOSURE-01`` for a class that nobody declares.
    """
    organization = month.organization
    own = organization.header.disclosure
    classes = load_classes(own)
    found = {}
    for kpi_id, kpi in sorted(organization.kpis.items()):
        version = kpi.version_of(str(month.period))
        if version is None:
            continue
        # of a family each member counts people of its own
        numerator, denominator = (measure_of(month, kpi, name) if name else None for name in (version.numerator, version.denominator))
        spoken_of = {numerator: version.numerator, denominator: version.denominator}
        name = kpi.disclosure or month.facts[organization.measures[version.numerator].fact].sources[0]
        if name not in classes:
            raise BadConfig("DISCLOSURE-01", kpi=kpi_id, name=name, known=", ".join(sorted(classes)))
        rules = classes[name].model_dump()
        found[kpi_id] = {
            "numerator": numerator,
            "denominator": denominator,
            "is_part": kpi.part_of_whole,
            "stocks": sorted(each for each, name in spoken_of.items() if each and name and organization.measures[name].when.spell),
            "weight": own.weights.get(kpi_id, 1),
            "rules": rules | {"minimum_people": max(rules["minimum_people"], kpi.minimum_people)},
        }
    return found
