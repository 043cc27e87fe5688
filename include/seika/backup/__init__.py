"""STEP: all that counts into one folder, and back: database, vault, lake, reports, drop folder, configuration, key."""

from seika.backup.restore import Restored, restore
from seika.backup.step import Backup, backup

__all__ = ["Backup", "Restored", "backup", "restore"]
