"""A ward whose folder a test may write into."""

from __future__ import annotations

from seika.config import paths

WARD = "shinagawa"


def write(name: str, content: str) -> None:
    """Write a file of the ward's folder."""
    (paths.organizations() / WARD / f"{name}.yml").write_text(content, encoding="utf-8")
