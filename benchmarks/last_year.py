"""Last year's roster of a school: what a clerk has at hand to hold this year's against."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.hands import answered, settle, wait_until
from models.profile import load_profile
from resources.samples.generator import write
from resources.samples.generator.rosters import SampleRoster

if TYPE_CHECKING:
    from benchmarks.clerk import Clerk

CAME, RENAMED = 5, 4
_FORMER = ("晓明", "小燕", "大伟", "春梅")
"""Given names that some had."""
_PRIMARY = 5
"""Years of primary school."""


def last_year_of(sound: SampleRoster, sample: SampleRoster, right: Collection[str]
                 ) -> SampleRoster:
    """The sound school a year ago: grades one lower, entrants not there yet, and who has come into
    a new stage with the number of the stage before. What in the sample is odd but ``right`` (codes
    of rules), or nothing that a check reports (a permit of Hong Kong), was so then, too. Who has
    left since is there (the sample has gaps in its numbers); some have come since, and some have
    another name by now."""
    at = sound.columns
    phone, address = sound.header.index("联系电话"), sound.header.index("家庭住址")
    wrong = {(row, key) for row, key, rule in sample.expected
             if rule not in right and not (rule == "format" and key == "name")}
    now: dict[tuple[str, str], dict[int, Any]] = {}
    for number, cells in enumerate(sample.rows, len(sample.title_lines) + 2):
        now[_who(cells, phone, address)] = {
            at[key]: cells[sample.columns[key]] for key in at if (number, key) not in wrong}
    chance = random.Random(sound.school_year)
    here = [row for row in sound.rows if _who(row, phone, address) in now]
    came = chance.sample(here, CAME)
    renamed = chance.sample([row for row in here if row not in came], RENAMED)
    rows = []
    for source in sound.rows:
        if source in came:
            continue
        row: list[Any] = list(source)
        if source in renamed:
            row[at["name"]] = f"{source[at['name']]}"[0] + chance.choice(_FORMER)
        for column, value in now.get(_who(source, phone, address), {}).items():
            if source not in renamed:
                row[column] = value
        if _a_year_ago(row, source, at, sound.school_year):
            rows.append(row)
    return replace(sound, rows=rows, school_year=sound.school_year - 1, expected=[])


def _who(cells: Sequence[Any], phone: int, address: int) -> tuple[str, str]:
    """Tells students apart."""
    return str(cells[phone]), str(cells[address])


def _a_year_ago(cells: list[Any], source: Sequence[Any], at: Mapping[str, int], year: int) -> bool:
    """Makes a row that of last year; False for who was not there. ``source`` is the sound row."""
    grades = load_profile().grades
    sub = str(source[at["sub_number"]])
    if sub[10:11] == "4":  # of nine years, whatever its grade is called
        passed = year - int(sub[11:15])
        if passed:
            cells[at["grade"]], cells[at["stage"]] = grades[passed - 1], "特教"
        return passed > 0
    number = grades.index(str(source[at["grade"]]))
    if number == 0:
        return False
    cells[at["grade"]] = grades[number - 1]
    if number == _PRIMARY:
        entry = year - _PRIMARY
        cells[at["sub_number"]] = f"{sub[:10]}1{entry}{sub[15:]}"
        cells[at["stage"]], cells[at["graduation_year"]] = "小学", f"{year}届"
    return True


def hold_against(clerk: Clerk, last_year: SampleRoster, folder: Path) -> None:
    """Holds the clerk's roster against last year's, with real keys: the file is dropped, its name
    tells what it is, and the work with it begins."""
    from PySide6.QtWidgets import QApplication

    path = folder / f"{last_year.school_year}学年学籍总库.xls"
    write(path, last_year)
    hands = clerk.hands
    hands.purpose = "last year's list"
    hands.count("clicks")  # it is dropped on the window
    with answered(lambda: hands.press("Return")):
        clerk.window.lists.dropped(path)
    wait_until(lambda: (found := QApplication.activeModalWidget()) is not None
               and found.objectName() == "comparison", "nothing was compared")
    settle()
    hands.press("Return")
    wait_until(lambda: QApplication.activeModalWidget() is None, "a dialog stayed open")
    settle()
