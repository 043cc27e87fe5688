"""What has arrived, what is missing, what is late, what is published and what waits for whom."""

from seika.status.gauges import send_gauges
from seika.status.step import Status, status

__all__ = ["Status", "send_gauges", "status"]
