"""Names of master files by region: what is written is read again, and nothing else is in form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.profile import Profile, load_profile
from models.school import School
from models.writing.master_form import is_in_form, named_in, output_names, read_master, wanted_name

NAME = "示例实验学校"


def patterned(pattern: str) -> Profile:
    national = load_profile("national")
    return replace(national, outputs=national.outputs._replace(master=pattern))


REGIONS: list[tuple[str, Profile, str, str, tuple[str, str] | None]] = [
    # what, region, code, file name, what is read from it
    ("ten digits", load_profile("shanghai"), "3101170526", f"3101170526{NAME}.xls",
     ("3101170526", NAME)),
    ("eight digits", load_profile("beijing"), "01082001", f"01082001{NAME}.xls",
     ("01082001", NAME)),
    ("a separator", replace(load_profile("shanghai"), separator="+"), "3101170526",
     f"3101170526+{NAME}.xls", ("3101170526", NAME)),
    ("no code", load_profile("anhui"), "", f"{NAME}.xls", None),
    ("a code where none is asked for", load_profile("general"), "3101170526",
     f"3101170526{NAME}.xls", ("3101170526", NAME)),
    ("a pattern", patterned("{school_name}-{school_year}级新生库({school_code}).xls"), "2134000001",
     f"{NAME}-2012级新生库(2134000001).xls", ("2134000001", NAME)),
    ("a pattern without a code", patterned("{school_year}学年:{school_name}.xls"), "2134000001",
     f"2012学年：{NAME}.xls", ("", NAME)),
    ("a pattern without a name", patterned("XJ{school_code}.xls"), "2134000001",
     "XJ2134000001.xls", ("2134000001", "")),
    ("the name twice", patterned("{school_name}_{school_code}_{school_name}.xls"), "2134000001",
     f"{NAME}_2134000001_{NAME}.xls", ("2134000001", NAME)),
]


@pytest.mark.parametrize(("profile", "code", "file", "read"), [case[1:] for case in REGIONS],
                         ids=[case[0] for case in REGIONS])
def test_a_name_is_read_as_it_was_written(profile: Profile, code: str, file: str,
                                          read: tuple[str, str] | None) -> None:
    master, _ = output_names(School(code, NAME, 2012, profile.system), profile)
    stem = Path(file).stem
    assert master == file
    assert read_master(stem, profile) == read
    assert is_in_form(stem, profile)
    assert named_in(f"镇里/{file}", profile) == (read or ("", NAME))


@pytest.mark.parametrize(("profile", "stem"), [
    (load_profile("beijing"), f"3101170526{NAME}"), (load_profile("beijing"), NAME),
    (load_profile("beijing"), f"01082001+{NAME}"), (load_profile("shanghai"), f"01082001{NAME}"),
    (load_profile("shanghai"), f"3101170526{NAME}(1)"), (load_profile("national"), NAME),
    (patterned("{school_name}{school_year}.xls"), f"{NAME}1912"),
    (patterned("{school_name}{school_year}.xls"), f"2134000001{NAME}"),
])
def test_a_name_of_another_form(profile: Profile, stem: str) -> None:
    assert not is_in_form(stem, profile)


def test_the_name_that_is_wanted() -> None:
    assert wanted_name("01082001", NAME, load_profile("beijing")) == f"01082001{NAME}.xls"
    assert wanted_name("", "", load_profile("shanghai")) == "学校代码学校全称.xls"
    assert wanted_name("", NAME, load_profile("anhui")) == f"{NAME}.xls"
    assert wanted_name("1", NAME, patterned("{school_name}-{school_year}.xls")) == f"{NAME}-年份.xls"
