"""STEP: extracts from where they lie into the vault."""

from seika.receive.asked import months_asked
from seika.receive.connectors import check_connector
from seika.receive.credentials import environment
from seika.receive.folder import Waiting
from seika.receive.step import receive, waiting

__all__ = ["Waiting", "check_connector", "environment", "months_asked", "receive", "waiting"]
