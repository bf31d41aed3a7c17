"""The command ``audit`` on schools of other regions: names of files, codes of other lengths."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.profile import use_own_profiles
from tests.app.commands.command import ROOT, call
from tests.builders import write_xlsx

SAMPLES = ROOT / "resources" / "samples"
LIST_HEADER = ["学校代码", "学校全称", "联系人"]


def audit(folder: Path, *words: str | Path) -> list[dict[str, Any]]:
    done = call("audit", folder, "--json", "--jobs", "1", *words)
    assert done.code == 1 and done.err == ""
    lines: list[dict[str, Any]] = done.json["schools"]
    return lines


@pytest.mark.parametrize(("region", "right", "wrong", "wanted"), [
    ("北京", "01082001示例小学.xlsx", "3101170526示例小学.xlsx", "01082001示例小学.xls"),
    ("北京", "01082001示例小学.xlsx", "示例小学.xlsx", "01082001示例小学.xls"),
    ("全国模板", "2134000001示例小学.xlsx", "示例小学.xlsx", "2134000001示例小学.xls"),
])
def test_a_code_of_the_regions_length(tmp_path: Path, region: str, right: str, wrong: str,
                                      wanted: str) -> None:
    school = [wanted[:wanted.index("示")], "示例小学", "示例老师"]
    listed = write_xlsx(tmp_path / "名单.xlsx", [
        LIST_HEADER, [str(int(school[0])), *school[1:]]])  # without its zeros, as a number has them
    for name, misnamed in ((right, False), (wrong, True)):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(SAMPLES / f"示例名册-{region}.xlsx", folder / name)
        [line] = audit(folder, "--schools", listed)
        assert (line["code"], line["name"]) == (school[0], "示例小学")
        assert (line["state"] == "文件名不符") is misnamed
        assert (f"文件名应是“{wanted}”。" in line["notes"]) is misnamed


def test_schools_without_a_code(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("示例小学.xlsx", "样本小学.xlsx"):
        shutil.copy(SAMPLES / "示例名册-安徽.xlsx", folder / name)
    lines = audit(folder)
    assert [(line["name"], line["code"]) for line in lines] == [("样本小学", ""), ("示例小学", "")]
    for line, other in zip(lines, reversed(lines), strict=True):
        assert line["notes"][0] == f"和别的学校的“{other['file']}”内容相同。"
    listed = write_xlsx(tmp_path / "名单.xlsx", [
        LIST_HEADER, ["340001", "示例小学", ""], ["340002", "示例小学分校", ""]])
    lines = audit(folder, "--schools", listed, "--out", tmp_path / "out")
    assert [(line["code"], line["name"], line["state"]) for line in lines] == [
        ("340001", "示例小学", "文件名不符"), ("340002", "示例小学分校", "未交"),
        ("", "样本小学", "文件名不符")]
    assert "学校名单里没有“样本小学”。" in lines[2]["notes"]
    assert {path.name for path in (tmp_path / "out").glob("核查单_*")} == {
        "核查单_340001示例小学.xls", "核查单_340002示例小学分校.xls", "核查单_样本小学.xls"}


OWN = """
title = "某县"
like = "beijing"
[files]
master = "{school_name}-{school_year}学年.xls"
corrections = "{school_name}更正.xls"
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "county.toml").write_text(OWN, encoding="utf-8")
    use_own_profiles(folder)
    yield "county"
    use_own_profiles(tmp_path / "none")


def test_names_by_the_regions_own_pattern(tmp_path: Path, own: str) -> None:
    done = call("export", SAMPLES / "示例名册-北京.xlsx", "--profile", own, "--school-name", "示例小学",
                "--allow-errors", "--out", tmp_path / "made")
    assert done.code == 0
    [made] = (tmp_path / "made").glob("*学年*")
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(made, folder / made.name.replace("(未校对完)", ""))
    shutil.copy(SAMPLES / "示例名册-北京.xlsx", folder / "01082001样本小学.xlsx")
    lines = {line["file"]: line for line in audit(folder, "--profile", own)}
    assert lines["示例小学-2024学年.xls"]["name"] == "示例小学"
    assert not [note for note in lines["示例小学-2024学年.xls"]["notes"] if "文件名" in note]
    assert "文件名应是“样本小学-年份学年.xls”。" in lines["01082001样本小学.xlsx"]["notes"]
