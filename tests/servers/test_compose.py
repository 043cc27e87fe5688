"""docker-compose.yml against what it goes with: the secrets that are made for it, .env.example, and what each service may do."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TEXT)
    assert len(found["services"]) > 10
    return found


def test_every_secret_that_a_service_reads_is_made_once_and_stays(compose: dict[str, Any], tmp_path: Path) -> None:
    def made() -> dict[str, bytes]:
        subprocess.run(["bash", ROOT / "include" / "servers" / "secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
        return {path.name: path.read_bytes() for path in (tmp_path / "secrets").iterdir()}

    first = made()
    read = {name for service in compose["services"].values() for name in service.get("secrets", ())}
    assert read == set(compose["secrets"]) == set(first) - {"sftp_host_key.pub"}
    assert made() == first
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    by_hand = {"store_credentials", "sftp_senders"}
    assert {name for name, content in first.items() if not content} == by_hand
    assert len(set(first.values())) == len(first) - 1, "two secrets are the same"


def test_no_service_is_told_a_secret_in_its_environment(compose: dict[str, Any]) -> None:
    told = [(name, key) for name, service in compose["services"].items() for key in service.get("environment", {})]
    secret = [
        (name, key)
        for name, key in told
        if re.search(r"PASSWORD|SECRET|FERNET|SQL_ALCHEMY|BROKER_URL|RESULT_BACKEND|DATABASE_URL|_KEY\b", key)
    ]
    assert secret
    assert [each for each in secret if not each[1].endswith(("_FILE", "_CMD"))] == []


def test_every_service_has_limits_and_no_more_rights_than_it_needs(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"], name
        assert service["mem_limit"], name
        ends = service["restart"] == "no" or name == "statsd"
        assert ends or service["healthcheck"], name
        assert all(port.startswith("${") and ":-127.0.0.1:" in port for port in service.get("ports", ())), name


def test_env_example_explains_every_setting_and_its_default() -> None:
    used = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", TEXT))
    explained = re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), flags=re.M)
    assert {name for name, _ in explained} == used.keys()
    assert {name for name, default in used.items() if default and (name, default) not in explained} == set()
