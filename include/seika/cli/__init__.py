"""The command line: one file per verb; it formats, the rooms compute."""

from __future__ import annotations

import typer

from seika.cli import (
    approve,
    dbt_docs,
    demo,
    disclosure,
