"""The places behind codes are those of python-stdnum's table, as the library itself reads it."""

from __future__ import annotations

from importlib.machinery import ModuleSpec

import pytest
from stdnum import numdb

from validators import regions
from validators.regions import place


def by_library(code: str) -> str:
    """The first entry of a code, as the library reads its table."""
    known = {key: value for _, found in numdb.get("cn/loc").info(code)
             for key, value in found.items()}
    entry = known.get("county", "").split(",")[0].rpartition("]")[2]
    province = known.get("province", "")
    return entry if not entry or entry.startswith(province) else province + entry


@pytest.mark.parametrize("province", ["11", "31", "37", "54", "65", "71", "81", "82"])
def test_every_place_is_the_librarys(province: str) -> None:
    codes = [f"{province}{rest:04d}" for rest in range(1, 9999)]
    assert [place(code, 0) or "" for code in codes] == [by_library(code) for code in codes]


@pytest.mark.parametrize("code, since, name", [
    ("310117", 2016, "上海市松江区"), ("310000", 2016, "上海市"),
    ("310227", 1990, "上海市松江县"), ("310227", 2016, None),  # until 1998
    ("330113", 2016, "浙江省杭州市临平区"), ("830000", 2016, "台湾地区"),
    ("990101", 2016, None), ("319999", 2016, None)])
def test_a_place_has_its_time(code: str, since: int, name: str | None) -> None:
    assert place(code, since) == name


def test_a_library_in_an_archive_gives_the_same_table(monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_folder = regions._library_table()
    for found in (None, ModuleSpec("stdnum", None), in_archive()):
        monkeypatch.setattr(regions, "find_spec", lambda name, found=found: found)
        assert regions._library_table() == in_a_folder


def in_archive() -> ModuleSpec:
    spec = ModuleSpec("stdnum", None, is_package=True)
    spec.submodule_search_locations = ["/nowhere.zip/stdnum"]
    return spec
