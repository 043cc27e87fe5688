"""A ward whose sources lie where a test says."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from seika.config import paths


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give sources of a copied shinagawa another connector: a pattern in the drop folder, or a whole connector."""
    folder = tmp_path / "organizations"
    shutil.copytree(paths.organizations() / "shinagawa", folder / "shinagawa")

    def change(**connectors: str | dict[str, Any]) -> None:
        monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(folder))
        for source_id, connector in connectors.items():
            path = folder / "shinagawa" / "sources" / f"{source_id}.yml"
            source = yaml.safe_load(path.read_text(encoding="utf-8"))
            source["connector"] = {"type": "folder", "pattern": connector} if isinstance(connector, str) else connector
            path.write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")

    return change


@pytest.fixture
def unused_tcp_port() -> int:
    """A port of this machine at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
