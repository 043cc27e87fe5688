import hashlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from seika.canonical import canonical_json, hash_file, hash_of, hash_tree


def test_the_order_of_keys_makes_no_difference_and_the_order_of_a_list_does() -> None:
    assert hash_of({"a": 1, "b": [1, 2]}) == hash_of({"b": [1, 2], "a": 1})
    assert hash_of([1, 2]) != hash_of([2, 1])


def test_japanese_text_is_written_as_utf_8_without_escapes() -> None:
    assert canonical_json({"団体": "品川区𠮷"}) == '{"団体":"品川区𠮷"}'.encode()


def test_the_hash_is_the_sha_256_of_those_bytes() -> None:
    assert hash_of({"a": None}) == hashlib.sha256(b'{"a":null}').hexdigest()


@given(st.dictionaries(st.text(), st.one_of(st.integers(-(2**53) + 1, 2**53 - 1), st.text(), st.none(), st.booleans())))
def test_the_same_content_has_the_same_bytes_however_it_was_put_together(value: dict[str, object]) -> None:
    assert canonical_json(dict(reversed(list(value.items())))) == canonical_json(value)


def test_a_file_larger_than_one_block_is_hashed_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5_000
    (tmp_path / "file").write_bytes(content)
    assert hash_file(tmp_path / "file") == hashlib.sha256(content).hexdigest()


def test_a_tree_is_known_by_names_and_bytes_and_not_by_where_it_lies(tmp_path: Path) -> None:
    def tree(root: Path, name: str, content: str) -> str:
        root.mkdir()
        (root / name).write_text(content, encoding="utf-8")
        (root / "z").write_text("z", encoding="utf-8")
        return hash_tree(root, [root / "z", root / name])

    first = tree(tmp_path / "one", "a", "same")
    assert first == tree(tmp_path / "two", "a", "same")
    assert first != tree(tmp_path / "three", "b", "same")
    assert first != tree(tmp_path / "four", "a", "other")
