"""File names in the required form, and the school year of a day."""

from __future__ import annotations

from datetime import date

import pytest

from models.school import parse_file_name, school_year_of

CODE, NAME = "3101170001", "上海市松江区星光学校"


@pytest.mark.parametrize("stem", [
    f"{CODE}{NAME}", f"{CODE}+{NAME}", f"{CODE}_{NAME}", f"{CODE}-{NAME}", f"{CODE} {NAME}",
    f" {CODE}{NAME} ", f"{CODE} - {NAME}",
    f"{CODE}{NAME}(1)", f"{CODE}{NAME} (2)", f"{CODE}{NAME}（1）", f"{CODE}{NAME}副本",
    f"{CODE}{NAME} - 副本", f"{CODE}{NAME} - 副本 (2)", f"{CODE}{NAME}-副本(2)",
    f"{CODE}{NAME}学籍总库", f"{CODE}{NAME}_学籍总库", f"{CODE}{NAME}(未校对完)",
    f"{CODE}{NAME}（未校对完）", f"{CODE}{NAME}未校对完", f"{CODE}+{NAME}学籍总库(未校对完) (1)",
    f"{CODE}{NAME}学籍总库 - 副本", f"{CODE}{NAME}全校学籍信息总库", f"{CODE}＋{NAME}",
    f"{CODE}－{NAME}＿学籍总库", f"{CODE}{NAME}.备份-20121129-103005",
    f"{CODE}{NAME}(未校对完).备份-20121129-103005-2",
])
def test_names_in_the_required_form(stem: str) -> None:
    assert parse_file_name(stem) == (CODE, NAME)


@pytest.mark.parametrize("stem", [
    "", "名册", NAME, CODE, f"{CODE}+", f"{CODE}(1)", f"310117000{NAME}", f"31011700011{NAME}",
    f"{NAME}{CODE}", f"{CODE[:5]} {CODE[5:]}{NAME}", f"{CODE}学籍总库", f"{CODE} - 副本"])
def test_other_names(stem: str) -> None:
    assert parse_file_name(stem) is None


@pytest.mark.parametrize("name", [
    "上海外国语大学附属（松江）学校", "华东师大附中(松江校区)", "松江二中(集团)初级中学", "A+B 学校"])
def test_brackets_that_belong_to_the_name_stay(name: str) -> None:
    assert parse_file_name(CODE + name) == (CODE, name)


@pytest.mark.parametrize(("day", "year"), [
    (date(2012, 9, 1), 2012), (date(2012, 12, 31), 2012), (date(2013, 8, 31), 2012),
    (date(2012, 8, 31), 2011), (date(2012, 1, 1), 2011)])
def test_school_year(day: date, year: int) -> None:
    assert school_year_of(day) == year


@pytest.mark.parametrize("stem", [
    "3101179999样例学校.xls", "3101179999样例学校 最终版", "3101179999样例学校（最终版2）",
    "3101179999\u200b样例学校\ufeff", "3101179999样例学校_定稿", "3101179999样例学校 修改稿",
    "3101179999样例学校v2", "3101179999样例学校 最新", "3101179999样例学校全校学籍总库(1).xls",
    "3101179999样例学校_20121126", "3101179999样例学校2012-11-26", "3101179999样例学校11.26",
    "3101179999样例学校2012学年学籍", "3101179999样例学校学生名册", "3101179999样例学校初中部名单",
    "3101179999样例学校更正后", "3101179999样例学校终", "3101179999样例学校.xlsx.bak",
    "3101179999样例学校+", "3101179999副本样例学校", "3101179999复件 样例学校",
    "3101179999最终版-样例学校", "3101179999【最终】样例学校", "3101179999附件2-样例学校学籍总库",
    "3101179999学籍信息总库-样例学校", "3101179999~样例学校"])
def test_what_people_add_behind_the_name(stem: str) -> None:
    assert parse_file_name(stem) == ("3101179999", "样例学校")


@pytest.mark.parametrize("name", [
    "培新", "第一中学", "新华中学", "松江二中新校", "育新学校", "样例学校东校区", "样例学校附属小学",
    "样例九年一贯制学校", "新建小学", "最新学校", "五七学校", "八一中学"])
def test_a_name_keeps_its_own_characters(name: str) -> None:
    assert parse_file_name(f"3101179999{name}") == ("3101179999", name)
