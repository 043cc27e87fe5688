"""``seika schema``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich import print as show


def schema(out: Annotated[Path, typer.Argument(help="The folder to write into.")] = Path("docs/schemas")) -> None:
    """Write a JSON schema for every configuration file, for editors that complete and check."""
    from pydantic import TypeAdapter

    from seika.check.suite import Rule
    from seika.config.schema import schemas

    out.mkdir(parents=True, exist_ok=True)
    for name, content in {**schemas(), "expectations": TypeAdapter(list[Rule]).json_schema()}.items():
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    show(f"schemas: {out}")
