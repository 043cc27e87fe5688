from __future__ import annotations

from pathlib import Path

import pytest

from seika.config import load_organization, organization_ids
from seika.errors import BadConfig
from seika.orchestrate.bodies import bodies, body


def test_the_fast_reading_says_the_same_as_the_whole_configuration() -> None:
    found = list(bodies())
    assert [each.id for each in found] == organization_ids() != []
    for each in found:
        whole = load_organization(each.id)
        assert each.label == whole.header.label.ja
        assert {channel.id: (channel.label, channel.after) for channel in each.channels} == {
            source_id: (source.label.ja, (*source.check_after, *source.compare_with)) for source_id, source in whole.sources.items()
        }


def test_before_a_task_only_its_organization_is_read() -> None:
    assert [each.id for each in bodies("ingest__setagaya__leave")] == ["setagaya"]
    assert [each.id for each in bodies("release__shinagawa")] == ["shinagawa"]


def test_an_id_without_our_form_reads_them_all() -> None:
    assert len(list(bodies("somebody_elses_dag"))) == len(organization_ids())


@pytest.mark.parametrize("text", ["", "label: Minato", "label: {en: Minato}", "label: [", "- 1"])
def test_an_organization_without_a_label_is_refused_with_its_file(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "minato").mkdir()
    (tmp_path / "minato" / "organization.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("SEIKA_ORGANIZATIONS", str(tmp_path))
    with pytest.raises(BadConfig, match=r"CONFIG-02.*organization\.yml"):
        body("minato")
