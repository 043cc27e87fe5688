"""Seika: KPI snapshots of public bodies that anyone may question."""
