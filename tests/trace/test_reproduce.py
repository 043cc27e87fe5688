"""An old snapshot comes out of the originals again, by the code and the configuration that it was made with."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from typer.testing import CliRunner

from seika.cli import app
from seika.store import recipes, releases, vault
from seika.store.releases import Snapshot
from seika.trace.archives import changed
from seika.trace.reproduce import reproduce


@pytest.fixture(scope="module")
def snapshot(ward: str) -> Snapshot:
    found = releases.current(ward, "2025-04")
    assert found
    return found


def test_a_snapshot_comes_out_of_the_originals_bit_for_bit_and_another_manifest_does_not(snapshot: Snapshot) -> None:
    forged = Snapshot(**vars(snapshot) | {"snapshot_id": "another", "content_hash": "0" * 64})
    same, other = reproduce([snapshot, forged])
    assert same.is_same and same.problem is None
    assert same.deliveries == same.same_bytes_decoded == len(releases.inputs(snapshot.snapshot_id))
    assert (same.code, same.configuration) == ((), ())
    assert not other.is_same and other.content_hash == snapshot.content_hash


def test_what_differs_between_two_archives_is_named_by_path() -> None:
    def archive(**files: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as held:
            for name, content in files.items():
                held.writestr(name, content)
        return buffer.getvalue()

    assert changed(archive(a="1", b="2", c="3"), archive(a="1", b="9", d="4")) == ("~ b", "- c", "+ d")
    assert changed(archive(a="1"), archive(a="1")) == ()


def test_code_that_cannot_compute_it_is_said_and_named_with_what_differs(snapshot: Snapshot) -> None:
    """A recipe whose code lacks a module stands for a code version that today's environment cannot run."""
    recipe = recipes.recipe(snapshot)
    kept = zipfile.ZipFile(io.BytesIO(vault.get_bytes(recipe.code)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as broken:
        for name in kept.namelist():
            content = b"raise ImportError('no such library')" if name.endswith("transform/mount.py") else kept.read(name)
            broken.writestr(name, content)
    told = json.loads(vault.get_bytes(json.loads(snapshot.manifest)["recipe_hash"])) | {"code": vault.put_bytes(buffer.getvalue())}
    manifest = json.loads(snapshot.manifest) | {"recipe_hash": vault.put_bytes(json.dumps(told).encode())}
    (done,) = reproduce([Snapshot(**vars(snapshot) | {"manifest": json.dumps(manifest)})])
    assert not done.is_same and "no such library" in (done.problem or "")
    assert done.code == ("~ include/seika/transform/mount.py",)


def test_a_snapshot_that_is_not_there_is_said_so(ward: str) -> None:
    done = CliRunner().invoke(app, ["reproduce", "no-such-snapshot"])
    assert done.exit_code == 1 and "STORE-11" in done.output
