import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from door import FIXTURES, KEY, lay

from seika.config import paths
from seika.config.format import Archive
from seika.decode import decode
from seika.decode.archive import member
from seika.errors import BadConfig, BadData
from seika.receive import receive
from seika.store import ledger

EXTRACT = b"a,b\r\n" + b"".join(b"%d,%d\r\n" % (row, row * 7919 % 10007) for row in range(500))
# Python writes no zip with the old encryption; this one was made with `zip -P himitsu`: a,b / 1,x.
OLD = (FIXTURES / "archive/old_encryption.zip").read_bytes()


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEIKA_SECRET_KINTAI_ZIP", "himitsu")


def packed(**contents: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in contents.items():
            box.writestr(name.replace("_csv", ".csv").replace("_zip", ".zip"), content)
    return kept.getvalue()


def locked(content: bytes = EXTRACT, password: bytes = b"himitsu") -> bytes:
    kept = io.BytesIO()
    with pyzipper.AESZipFile(kept, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as box:
        box.setpassword(password)
        box.writestr("kintai.csv", content)
    return kept.getvalue()


def content_of(archive: bytes, **declared: Any) -> bytes:
    opened = member(lambda: io.BytesIO(archive), Archive.model_validate({"member": "*.csv", **declared}), "extract.zip")
    with opened() as stream:
        return stream.read()


def refused(archive: bytes, **declared: Any) -> str:
    with pytest.raises(BadData) as refusal:
        content_of(archive, **declared)
    return refusal.value.code


def test_the_one_file_of_an_archive_is_read_whatever_lies_beside_it() -> None:
    assert content_of(packed(kintai_csv=EXTRACT, readme=b"x")) == EXTRACT
    assert content_of(packed(**{"__MACOSX/._kintai_csv": b"x", "folder/kintai_csv": EXTRACT})) == EXTRACT


def test_a_password_of_either_kind_opens_it_from_the_environment_or_a_file(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert content_of(locked(), secret="kintai_zip") == EXTRACT
    assert content_of(OLD, secret="kintai_zip") == b"a,b\n1,x\n"
    monkeypatch.delenv("SEIKA_SECRET_KINTAI_ZIP")
    (state / "secrets").mkdir(parents=True)
    (state / "secrets/kintai_zip").write_text("himitsu\n", encoding="utf-8")
    assert content_of(locked(), secret="kintai_zip") == EXTRACT


def test_a_password_that_is_not_set_is_a_matter_of_configuration(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEIKA_SECRET_KINTAI_ZIP")
    with pytest.raises(BadConfig) as refusal:
        content_of(locked(), secret="kintai_zip")
    assert (refusal.value.code, refusal.value.where["variable"]) == ("DECODE-18", "SEIKA_SECRET_KINTAI_ZIP")


def test_a_wrong_password_or_none_is_refused_and_never_read_as_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(locked()) == refused(OLD) == refused(locked(password=b"other"), secret="kintai_zip") == "DECODE-21"
    for attempt in range(600):  # one wrong password in 256 passes the first check of the old encryption
        monkeypatch.setenv("SEIKA_SECRET_KINTAI_ZIP", f"wrong {attempt}")
        assert refused(OLD, secret="kintai_zip") == "DECODE-21"


def test_no_such_file_or_several_are_refused() -> None:
    assert refused(packed(readme=b"x")) == refused(packed(a_csv=b"x", b_csv=b"y")) == "DECODE-17"
    assert content_of(packed(a_csv=b"x", b_csv=b"y"), member="b.csv") == b"y"


def test_what_is_no_zip_or_cut_off_or_damaged_is_refused() -> None:
    whole = packed(kintai_csv=EXTRACT)
    spoilt = whole[:60] + bytes([whole[60] ^ 255]) + whole[61:]
    assert refused(b"") == refused(EXTRACT) == refused(whole[:-30]) == refused(whole[: len(whole) // 2]) == refused(spoilt) == "DECODE-16"


def test_a_directory_that_points_before_the_first_byte_of_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kintai.zip"
    path.write_bytes(packed(kintai_csv=EXTRACT)[5:])
    with pytest.raises(BadData, match="DECODE-16"):
        member(lambda: path.open("rb"), Archive.model_validate({"member": "*.csv"}), "kintai.zip")


def test_a_zip_in_the_zip_and_one_that_bursts_are_refused() -> None:
    assert refused(packed(kintai_zip=packed(a_csv=b"x")), member="*") == "DECODE-20"
    assert refused(packed(kintai_csv=b"0" * 10_000_000)) == "DECODE-19"


def test_a_size_that_the_archive_understates_is_not_exceeded() -> None:
    whole = packed(kintai_csv=EXTRACT)
    size = len(EXTRACT).to_bytes(4, "little")
    assert refused(whole.replace(size, (100).to_bytes(4, "little"))) == "DECODE-16"


def test_a_name_in_the_encoding_of_windows_is_found() -> None:
    whole = packed(aaaa_csv=EXTRACT).replace(b"aaaa.csv", "勤怠".encode("cp932") + b".csv")
    assert content_of(whole, member="勤怠.csv") == EXTRACT


def test_a_protected_delivery_becomes_rows_and_a_wrong_password_is_told(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEIKA_PERSON_KEY", KEY)
    shutil.copytree(paths.organizations() / "shinagawa", tmp_path / "bodies/shinagawa")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path / "bodies"))
    path = tmp_path / "bodies/shinagawa/sources/attendance.yml"
    declared = path.read_text(encoding="utf-8").replace(".csv", ".zip") + 'archive: {member: "*.csv", secret: kintai_zip}\n'
    path.write_text(declared, encoding="utf-8")
    good = (FIXTURES / "attendance/cp932_wareki_25h30.csv").read_bytes()
    done = []
    for name, password in (("kintai_202504.zip", b"himitsu"), ("kintai_202505.zip", b"other")):
        lay(name, locked(good, password))
        (delivery_id,) = receive("shinagawa", "attendance")
        done.append((decode(delivery_id).received_count, ledger.delivery(delivery_id).reason_code))
    assert done == [(3, None), (None, "DECODE-21")]
