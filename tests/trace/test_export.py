"""A bundle that a third party verifies with Python alone."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from seika.cli import app
from seika.store import lake, ledger, releases
from seika.trace.export import SCRIPT, export


@pytest.fixture(scope="module")
def bundle(ward: str) -> bytes:
    return export(f"{ward}-2025-06-r1")


def verified(content: bytes, folder: Path, *known: str) -> subprocess.CompletedProcess[str]:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path), *known], capture_output=True, text=True, check=False)


def changed(content: bytes, name: str, old: str, new: str) -> bytes:
    one, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    assert old in one.read(name).decode()
    with zipfile.ZipFile(buffer, "w") as two:
        for each in one.namelist():
            two.writestr(each, one.read(each).decode().replace(old, new, 1) if each == name else one.read(each))
    return buffer.getvalue()


def test_it_is_always_the_same_bytes_and_verifies_with_python_alone(ward: str, bundle: bytes, tmp_path: Path) -> None:
    assert export(f"{ward}-2025-06-r1") == bundle
    last = releases.snapshot(f"{ward}-2025-06-r1").snapshot_hash
    done = verified(bundle, tmp_path, last)
    assert done.returncode == 0, done.stderr
    assert last in done.stdout
    assert verified(bundle, tmp_path, "0" * 64).returncode == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("content.json", "headcount", "headcounf", "published rows"),
        ("inputs.json", "shinagawa-roster", "shinagawa-rosteR", "list of deliveries"),
        ("chain.json", "provisional", "provisionaI", "manifest was changed"),
        ("chain.json", '"snapshot_hash":"', '"snapshot_hash":"0', "manifest was changed"),
    ],
)
def test_whatever_is_changed_in_it_is_named(bundle: bytes, tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    done = verified(changed(bundle, name, old, new), tmp_path)
    assert done.returncode == 1 and said in done.stderr


def test_it_holds_no_person(ward: str, bundle: bytes) -> None:
    delivery = next(each for each in ledger.deliveries(ward, "roster") if each.period == "2025-06")
    keys = {row["person_key"] for row in lake.table(delivery).to_pylist()}
    text = "".join(zipfile.ZipFile(io.BytesIO(bundle)).read(name).decode() for name in zipfile.ZipFile(io.BytesIO(bundle)).namelist())
    assert keys and not [key for key in keys if key in text]


def test_signed_with_a_key_the_last_hash_can_be_held_against_its_public_half(
    ward: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setenv("SEIKA_SIGNING_KEY_FILE", str(path))
    done = CliRunner().invoke(app, ["export", f"{ward}-2025-06-r1", "--to", str(tmp_path / "out.zip")])
    assert done.exit_code == 0
    told = json.loads(zipfile.ZipFile(tmp_path / "out.zip").read("signature.json"))
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["public_key"]))
    public.verify(bytes.fromhex(told["signature"]), releases.snapshot(f"{ward}-2025-06-r1").snapshot_hash.encode())
    with pytest.raises(InvalidSignature):
        public.verify(bytes.fromhex(told["signature"]), b"another hash")
    path.write_text("no key", encoding="ascii")
    refused = CliRunner().invoke(app, ["export", f"{ward}-2025-06-r1", "--to", str(tmp_path / "out.zip")])
    assert refused.exit_code == 1 and "TRACE-10" in refused.output
