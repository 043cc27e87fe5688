import hashlib
import hmac
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from seika.decode.pseudonym import pseudonyms
from seika.errors import BadConfig

KEY = "k" * 32


def made(_: int) -> str:
    return pseudonyms("shinagawa", "person_key")("00012345")


def test_the_pseudonym_is_an_hmac_over_organization_kind_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    expected = hmac.new(KEY.encode(), b"shinagawa\x1fperson_key\x1f00012345", hashlib.sha256).hexdigest()[:32]
    assert pseudonyms("shinagawa", "person_key")("00012345") == expected


def test_organizations_kinds_and_numbers_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    places = [("shinagawa", "person_key"), ("shinagawa", "respondent_key"), ("setagaya", "person_key")]
    assert len({pseudonyms(*place)(number) for place in places for number in ("1", "2")}) == 6


def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", "too short")
    with pytest.raises(BadConfig, match="DECODE-11") as refusal:
        pseudonyms("shinagawa", "person_key")
    assert "too short" not in refusal.value.where.values()


def test_processes_that_start_together_share_one_key_that_only_its_owner_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEIKA_PERSON_KEY", raising=False)
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path))
    with ProcessPoolExecutor(4) as pool:
        assert len(set(pool.map(made, range(8)))) == 1
    path = tmp_path / "secrets" / "person.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["person.key"]
