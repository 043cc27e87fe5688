"""The wards' own lists: every rank, competency, survey category and course of their documents is there."""

from collections import Counter

import pytest

from seika.config import load_organization


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya"])
def test_a_ward_has_fifty_competencies_in_the_numbers_of_its_document(ward: str) -> None:
    organization = load_organization(ward)
    competencies = organization.table("competencies")
    order = {rank["rank_code"]: (rank["job_family_code"], -int(rank["rank_order"])) for rank in organization.table("ranks")}
    counted = Counter(row["rank_code"] for row in competencies)
    assert len(competencies) == 50
    assert [counted[rank] for rank in sorted(order, key=order.__getitem__)] == [6, 6, 6, 6, 5, 5, 4, 4, 4, 4]
    assert len({row["competency_id"] for row in competencies}) == 50


def test_the_wards_word_some_items_differently() -> None:
    words = {ward: {row["label"] for row in load_organization(ward).table("competencies")} for ward in ("shinagawa", "setagaya")}
    assert {"説明・調整", "判断・企画"} <= words["shinagawa"]
    assert {"説明及び調整", "判断及び企画"} <= words["setagaya"]


def test_setagaya_has_its_twenty_categories_with_thirty_two_issues() -> None:
    setagaya = load_organization("setagaya")
    categories = {row["category_id"]: row["label"] for row in setagaya.table("survey_categories")}
    assert len(categories) == 20
    assert {"挑戦意識", "区組織への愛着心", "職場研修(OJT)", "自己啓発"} <= set(categories.values())
    assert len(setagaya.table("survey_issues")) == 32
    assert {item["category_id"] for item in setagaya.survey_items} == set(categories)


def test_shinagawas_catalogue_has_every_row_of_the_plan_with_its_flags() -> None:
    shinagawa = load_organization("shinagawa")
    courses = shinagawa.table("trainings")
    assert Counter(course["category"] for course in courses).total() == 97
    groups = Counter(course["rank_group"] if course["category"] == "職層研修" else course["category"] for course in courses)
    assert sorted(groups.values()) == sorted([24, 5, 13, 7, 13, 11, 3, 3, 18])
    ids = {course["course_id"] for course in courses}
    flags = shinagawa.table("training_competencies")
    assert len(ids) == 97 and {flag["course_id"] for flag in flags} <= ids
    first = next(course for course in courses if course["label"].startswith("新任研修(前期)"))
    assert {flag["competency"] for flag in flags if flag["course_id"] == first["course_id"]} == {"倫理", "コミュニケーション", "知識・技術"}


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya", "handbook"])
def test_every_unit_hangs_on_one_that_exists(ward: str) -> None:
    units = {unit["unit_code"]: unit for unit in load_organization(ward).units}
    roots = [unit for unit in units.values() if unit["level"] == "organization"]
    assert len(roots) == 1 and not roots[0]["parent_unit_code"]
    assert all(unit["parent_unit_code"] in units for unit in units.values() if unit is not roots[0])


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya"])
def test_the_rosters_words_for_ranks_are_those_of_the_ladder(ward: str) -> None:
    organization = load_organization(ward)
    words = organization.sources["roster"].columns["rank_code"].words or {}
    assert set(words.values()) == {rank["rank_code"] for rank in organization.table("ranks")}
