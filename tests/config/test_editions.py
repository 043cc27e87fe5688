from __future__ import annotations

from pathlib import Path

import pytest
from months import organization

from seika.config.editions import editions_of
from seika.errors import BadConfig

DAY = "2026-09-30"


def test_without_a_file_there_is_the_whole_in_japanese(tmp_path: Path) -> None:
    (only,) = editions_of(organization("setagaya", tmp_path), DAY)
    assert (only.unit_code, only.language, only.to) == (None, "ja", ())


def test_each_department_and_one_with_addresses_are_one_edition_each(tmp_path: Path) -> None:
    own = """
- languages: [ja, en]
- each: department
- {unit: "02", to: [somu@example.lg.jp]}
- {unit: "0201", languages: [en], to: [kacho@example.lg.jp]}
- {unit: "0", to: [mayor@example.lg.jp]}
"""
    body = organization("setagaya", tmp_path, ["政策経営部", "総務部"], editions=own)
    found = {(each.unit_code, each.language): each.to for each in editions_of(body, DAY)}
    assert found == {
        (None, "ja"): ("mayor@example.lg.jp",),
        (None, "en"): (),
        ("01", "ja"): (),
        ("02", "ja"): ("somu@example.lg.jp",),
        ("0201", "en"): ("kacho@example.lg.jp",),
    }


def test_a_unit_that_is_not_there_yet_has_no_edition(tmp_path: Path) -> None:
    body = organization("setagaya", tmp_path, ["総務部"], editions="- each: department\n")
    assert len(editions_of(body, DAY)) == 2 and len(editions_of(body, "1999-12-31")) == 1


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ('- {unit: "99"}\n', "CONFIG-07"),
        ('- {unit: "01", each: department}\n', "CONFIG-02"),
        ("- {each: department, to: [a@example.lg.jp]}\n", "CONFIG-02"),
        ("- {languages: []}\n", "CONFIG-02"),
        ("- {languages: [fr]}\n", "CONFIG-02"),
    ],
)
def test_what_would_reach_the_wrong_people_is_refused(tmp_path: Path, own: str, code: str) -> None:
    with pytest.raises(BadConfig) as refused:
        editions_of(organization("setagaya", tmp_path, ["総務部"], editions=own), DAY)
    assert refused.value.code == code and refused.value.where["line"] == "1"
