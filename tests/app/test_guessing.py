"""Which region a roster speaks for: headers, lengths of numbers, codes of regions."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.opening import open_document
from models.profile import use_own_profiles
from resources.samples.generator import LAYOUTS, make_region_roster, make_roster, write
from tests.documents import write_xlsx


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("clean", [True, False])
def test_each_region_s_roster_is_known(name: str, clean: bool, tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", make_region_roster(name, 300, clean=clean))
    document = open_document(tmp_path / "a.xlsx")
    # the five columns of the general profile are some of the default one's: nothing to tell
    expected = "shanghai" if name == "general" else name.split("-")[0]
    assert document.profile.name == expected
    told = [note for note in document.roster.notes if "地区模板" in note]
    assert len(told) == (expected != "shanghai")
    assert all(document.profile.title in note for note in told)


def test_the_clerk_decides(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", make_region_roster("anhui", 300, clean=True))
    document = open_document(tmp_path / "a.xlsx", profile_name="general")
    assert document.profile.name == "general" and document.roster.notes == []


@pytest.mark.parametrize("bad", [0.0, 0.06])
def test_shanghai_s_own_is_no_guess(bad: float, tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", make_roster(500, 3, bad))
    document = open_document(tmp_path / "a.xlsx")
    assert document.profile.name == "shanghai"
    assert not any("地区模板" in note for note in document.roster.notes)


HEADER = ["身份证号", "学籍号", "姓名", "性别", "年级", "班级", "毕业届别", "学段"]


@pytest.mark.parametrize(("numbers", "expected"), [
    (["3401041900110001"] * 3, "anhui"),
    (["3401041900110001"] * 2, "shanghai"),  # too few to tell
    (["3401991900110001"] * 3, "shanghai"),  # no such county
    (["3501041900110001"] * 3, "shanghai"),
    (["3401041900110001", "", "3401041900110002", "", "3401041900110003"], "anhui"),
    (["0108200103001018"] * 3, "beijing"),
    (["108200103001018"] * 3, "beijing"),  # the zero is lost where it was a number
    (["3101170526120190001"] * 3, "shanghai"),
])
def test_lengths_and_regions(numbers: list[str], expected: str, tmp_path: Path) -> None:
    rows = [["", number, f"王{n}", "男", "一年级", "1班", "2030届", "小学"]
            for n, number in zip("一二三四五", numbers)]
    document = open_document(write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows]))
    assert document.profile.name == expected


def test_one_s_own_region_is_known_too(tmp_path: Path) -> None:
    own = tmp_path / "profiles"
    own.mkdir()
    (own / "broken.toml").write_text("title = 1", encoding="utf-8")
    (own / "ours.toml").write_text("""
title = "某县"
like = "general"
[[fields]]
key = "name"
title = "姓名"
kind = "name"
required = true
[[fields]]
key = "dorm"
title = "宿舍楼"
required = true
[[fields]]
key = "bed"
title = "床号"
required = true
""", encoding="utf-8")
    use_own_profiles(own)
    try:
        path = write_xlsx(tmp_path / "a.xlsx", [["姓名", "宿舍楼", "床号"], ["王明", "东楼", "1"]])
        assert open_document(path).profile.name == "ours"
    finally:
        use_own_profiles(tmp_path / "none")
