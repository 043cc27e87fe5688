"""From the deliveries that count to KPI values and outcome status, for one month: one ``dbt build`` in a scratch database."""

from seika.transform.step import Transformed, computed, is_current, ready, transform

__all__ = ["Transformed", "computed", "is_current", "ready", "transform"]
