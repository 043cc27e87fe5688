"""The wards' own lists: every rank, competency, survey category and course of their documents is there."""

from collections import Counter

import pytest

from seika.config import load_organization

# 人材育成方針 第1章 I (3): the table's rows in their order, and how many issues each has.
CATEGORIES = [
    "挑戦意識",
    "仕事の適応度",
    "区組織への愛着心",
    "仕事の負荷",
    "区民要望への対応",
    "仕事上のコミュニケーション",
    "改善意欲",
    "仕事への評価",
    "上司の遂行能力",
    "職員育成",
    "昇任",
    "評価",
    "能力開発・研修等制度理解",
    "人事異動",
    "ワークライフバランス",
    "能力認識",
    "キャリア関係",
    "組織体制",
    "職場研修(OJT)",
    "自己啓発",
]
ISSUES_PER_CATEGORY = [1, 2, 1, 1, 2, 2, 1, 2, 3, 2, 1, 1, 2, 1, 1, 1, 4, 1, 2, 1]


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
    assert list(categories.values()) == CATEGORIES
    assert len({row["item_id"] for row in setagaya.survey_items}) == len(setagaya.survey_items) == 55
    issues = setagaya.table("survey_issues")
    assert [Counter(row["category_id"] for row in issues)[category] for category in categories] == ISSUES_PER_CATEGORY
    of_category = {item["item_id"]: item["category_id"] for item in setagaya.survey_items if item["category_id"]}
    assert {issue["item_id"]: issue["category_id"] for issue in issues} == of_category  # each issue has an item of its own


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya"])
def test_scales_that_count_from_0_stand_apart_and_have_no_reversed_item(ward: str) -> None:
    items = load_organization(ward).survey_items
    scales = {(item["subcategory_id"], item["scale_min"], item["scale_max"]) for item in items}
    assert {scale for scale in scales if scale[1] == "0"} == {("work_engagement", "0", "6"), ("enps", "0", "10")}
    assert not [item for item in items if item["scale_min"] == "0" and (item["is_reversed"] == "1" or item["category_id"])]


def test_shinagawas_catalogue_has_every_row_of_the_plan_with_its_flags() -> None:
    shinagawa = load_organization("shinagawa")
    courses = shinagawa.table("trainings")
    assert Counter(course["category"] for course in courses).total() == 97
    groups = Counter(course["rank_group"] if course["category"] == "職層研修" else course["category"] for course in courses)
    assert sorted(groups.values()) == sorted([24, 5, 13, 7, 13, 11, 3, 3, 18])
    ids = {course["course_id"] for course in courses}
    flags = shinagawa.table("training_competencies")
    assert len(ids) == 97 and {flag["course_id"] for flag in flags} <= ids
    assert sum(course["designation_code"] == "mixed" for course in courses) == 3
    first = next(course for course in courses if course["label"].startswith("新任研修(前期)"))
    assert {flag["competency"] for flag in flags if flag["course_id"] == first["course_id"]} == {"倫理", "コミュニケーション", "知識・技術"}


def test_the_issues_stand_in_the_words_of_the_document_and_the_doubtful_one_says_so() -> None:
    issues = load_organization("setagaya").table("survey_issues")
    labels = {row["label"] for row in issues}
    assert {"これまでの知識・経験で対応できない仕事への対処方法がわからない", "自己啓発メニューの充足が必要と感じている"} <= labels
    assert [row["label"] for row in issues if row["note"]] == ["自分の考えや気持ちを安心して話ができていると感じている"]


def test_what_the_plan_itself_calls_compulsory_is_compulsory_for_those_it_names() -> None:
    courses = {course["label"]: course for course in load_organization("shinagawa").table("trainings")}
    learning, safety = courses["eラーニング活用研修"], courses["心理的安全性講演会"]
    assert (learning["designation_code"], learning["mandatory_for"]) == ("mixed", "全職員(ハラスメント・DX)")
    assert (safety["designation_code"], safety["audience_rank_codes"]) == ("mixed", "department_head section_head")


def test_setagayas_scheme_has_every_row_of_its_two_tables_and_names_who_gives_the_course() -> None:
    courses = load_organization("setagaya").table("trainings")
    assert len({course["course_id"] for course in courses}) == len(courses) == 35
    assert Counter(course["organizer"] for course in courses) == {"世田谷区": 29, "特別区職員研修所【清掃】": 6}
    assert courses[-1]["label"] == "人権、同和問題、汚職等事故防止"


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya"])
def test_six_items_are_of_engagement_and_one_of_them_is_reversed(ward: str) -> None:
    items = [item for item in load_organization(ward).survey_items if item["is_engagement"] == "1"]
    assert sorted(item["is_reversed"] for item in items) == ["0"] * 5 + ["1"]


@pytest.mark.parametrize("ward", ["shinagawa", "setagaya"])
def test_an_audience_is_everybody_or_ranks_of_the_ladder(ward: str) -> None:
    organization = load_organization(ward)
    ranks = {rank["rank_code"] for rank in organization.table("ranks")}
    audiences = {rank for course in organization.table("trainings") for rank in course["audience_rank_codes"].split()}
    assert "*" in audiences and audiences <= ranks | {"*"}


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
