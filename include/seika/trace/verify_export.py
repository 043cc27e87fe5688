"""Verify a bundle of `seika export` with Python alone: python verify_export.py BUNDLE.zip [LAST_HASH_THAT_YOU_KNOW]"""

import hashlib
import json
import sys
import zipfile


def sha256(value: object) -> str:
    """Return the SHA-256 of RFC 8785 JSON: here that is sorted keys, no blanks, UTF-8 (the bundle has no fractions)."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


bundle = zipfile.ZipFile(sys.argv[1])
previous = "0" * 64
for link in json.loads(bundle.read("chain.json")):
    manifest = json.loads(link["manifest"])
    assert sha256(link["manifest"]) == link["snapshot_hash"], f"{manifest['snapshot_id']}: the manifest was changed"
    assert manifest["previous_hash"] == previous, f"{manifest['snapshot_id']}: the chain is broken before it"
    previous = link["snapshot_hash"]
assert sha256(json.loads(bundle.read("content.json"))) == manifest["content_hash"], "the published rows were changed"
declared = json.loads(bundle.read("semantics.json"))
found = sha256([declared[name] for name in sorted(declared)]) if any(declared.values()) else None
assert found == manifest.get("semantics_hash"), "the published definitions were changed"
names = ("delivery_id", "source_id", "period", "sha256", "accepted_count", "quarantined_count")
inputs = [[row[name] for name in names] for row in json.loads(bundle.read("inputs.json"))]
assert sha256(inputs) == manifest["deliveries_hash"], "the list of deliveries was changed"
assert sys.argv[2:] in ([], [previous]), "the last hash is not the one that you know"
print(manifest["snapshot_id"], "holds; the last hash is", previous)
