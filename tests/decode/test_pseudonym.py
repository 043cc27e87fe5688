import hashlib
import hmac
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from seika.decode.pseudonym import fingerprint, hold_one_key, pseudonyms
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


def test_the_key_comes_from_the_file_of_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    given = pseudonyms("shinagawa", "person_key")("1")
    monkeypatch.delenv("SEIKA_PERSON_KEY")
    mounted = tmp_path / "person_key"
    mounted.write_text(f"{KEY}\n", encoding="utf-8")
    monkeypatch.setenv("SEIKA_PERSON_KEY_FILE", str(mounted))
    assert pseudonyms("shinagawa", "person_key")("1") == given


@pytest.mark.parametrize("content", [None, b"\xff" * 40])
def test_a_secret_that_cannot_be_read_is_refused_and_no_key_is_made_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.delenv("SEIKA_PERSON_KEY", raising=False)
    monkeypatch.setenv("SEIKA_STATE", str(tmp_path))
    mounted = tmp_path / "person_key"
    if content:
        mounted.write_bytes(content)
    monkeypatch.setenv("SEIKA_PERSON_KEY_FILE", str(mounted))
    with pytest.raises(BadConfig, match="DECODE-51"):
        pseudonyms("shinagawa", "person_key")
    assert not (tmp_path / "secrets").exists()


def test_two_keys_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    monkeypatch.setenv("SEIKA_PERSON_KEY_FILE", str(tmp_path / "person_key"))
    with pytest.raises(BadConfig, match="DECODE-51"):
        fingerprint()


def test_a_lake_keeps_to_the_key_it_began_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    hold_one_key(str(tmp_path / "lake"))
    hold_one_key(str(tmp_path / "lake"))
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY + "!")
    with pytest.raises(BadConfig, match="DECODE-52") as refusal:
        hold_one_key(str(tmp_path / "lake"))
    assert refusal.value.where["held"] != refusal.value.where["ours"] == fingerprint()
    assert len(fingerprint()) == 8 and KEY not in str(refusal.value.where)
