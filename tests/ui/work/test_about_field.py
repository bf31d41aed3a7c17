"""Beside a cell of any region: its meaning, its table, its number in blocks, what it becomes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.document import Document
from app.explaining.breakdown import Verdict, segments
from app.explaining.forecast import forecast
from app.explaining.meanings import meaning_of, values_of
from app.opening import open_document
from models.profile import load_profile, shipped_names
from models.school import School
from resources.samples.generator import LAYOUTS, make_region_roster, write
from ui.roster_table.choices import ChoiceCompleter
from ui.roster_table.layout import ALL_COLUMNS, PROBLEM_COLUMNS
from ui.roster_table.table import RosterTable
from ui.work.inspector import Inspector


@pytest.fixture(scope="module", params=LAYOUTS)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("regions") / "a.xlsx"
    write(path, make_region_roster(request.param, 300))
    return open_document(path, profile_name=request.param.split("-")[0])


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("national") / "a.xlsx"
    write(path, make_region_roster("national-newer", 300))
    return open_document(path, profile_name="national")


def test_every_cell_can_be_shown(document: Document, qtbot: QtBot) -> None:
    """A clean cell of every field, and one finding of every rule and field."""
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.set_document(document)
    shown = {}
    for finding in document.open_findings():
        if finding.row is not None and finding.field is not None:
            shown[finding.field, finding.rule] = finding
    clean = next(row.id for row in document.roster.rows if not document.open_in_row(row.id))
    for at in range(len(document.roster.columns)):
        inspector.show_cell(document, clean, at)
    for (field, _), finding in shown.items():
        at = document.roster.index(field)
        assert at is not None and finding.row is not None
        inspector.show_cell(document, finding.row, at)
    assert len(shown) > 10


def test_the_table_stands_beside_the_cell(national: Document, qtbot: QtBot) -> None:
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.set_document(national)
    clean = next(row.id for row in national.roster.rows if not national.open_in_row(row.id))
    at = national.roster.index("id_type")
    assert at is not None
    inspector.show_cell(national, clean, at)
    (values,) = inspector.findChildren(QLabel, "values")
    assert "居民身份证" in values.text() and "护照" in values.text()


@pytest.mark.parametrize("name", shipped_names())
def test_every_field_says_something(name: str) -> None:
    profile = load_profile(name)
    for key in profile.fields.keys:
        assert meaning_of(profile, key) or key in ("grade", "class_name")
    assert values_of(profile, "nothing") == []


def test_values_with_codes() -> None:
    national = load_profile("national")
    assert values_of(national, "sex") == [("男", "1"), ("女", "2")]
    assert values_of(national, "name") == []
    assert ("送教上门", "") in values_of(national, "jdfs")


def test_the_blocks_of_a_national_number(national: Document) -> None:
    finding = next(each for each in national.open_findings() if each.field == "student_number"
                   and each.rule == "number-disagrees")
    assert finding.row is not None
    parts = segments(national.validator, finding.row, "student_number")
    assert parts[0].text in "LJ" and parts[0].verdict is Verdict.RIGHT
    assert any(part.verdict is Verdict.WRONG for part in parts)
    assert sum(len(part.text) for part in parts) == 19


@pytest.mark.parametrize(("typed", "expected"), [
    ("hz", {"汉族", "回族"}), ("01", {"汉族"}), ("鲜", {"朝鲜族"}), ("CX", {"朝鲜族"}), ("qq", set())])
def test_choices_are_searched(typed: str, expected: set[str], qtbot: QtBot) -> None:
    table = RosterTable()
    qtbot.addWidget(table)
    completer = ChoiceCompleter(values_of(load_profile("national"), "nation"), table)
    completer.setCompletionPrefix(typed)
    model = completer.completionModel()
    found = {model.index(row, 0).data() for row in range(model.rowCount())}
    assert expected <= found and bool(expected) == bool(found)
    if len(expected) == 1 and typed == "01":
        assert found == expected


def test_parts_of_many_columns(national: Document, qtbot: QtBot) -> None:
    table = RosterTable()
    qtbot.addWidget(table)
    table.set_document(national)
    layout, name = table.layout_of_columns, national.roster.index("name")
    everything = len(table.view.shown_columns())
    assert layout.parts()[:2] == ["基本信息", "户籍与班级"]
    table.show_part("成员1")
    shown = table.view.shown_columns()
    assert len(shown) == 13 and name in shown
    table.show_part(PROBLEM_COLUMNS)
    wrong = {national.roster.index(each.field) for each in national.open_findings() if each.field}
    assert set(table.view.shown_columns()) == wrong | {name}
    table.show_part(ALL_COLUMNS)
    assert len(table.view.shown_columns()) == everything
    table.show_part("成员2")
    table.show_column(0)  # F8 leads into a column that is not in the part
    assert len(table.view.shown_columns()) == everything


def test_what_a_finding_would_become(national: Document) -> None:
    found = {finding.rule: forecast(finding, national.school)
             for finding in national.open_findings()}
    duplicate, checked, rare = (
        found[rule] for rule in ("main-duplicate", "main-check-digit", "name-rare"))
    assert duplicate is not None and duplicate.category == "身份证件号重复"
    assert [action for action, _ in duplicate.actions] == ["佐证", "变更", "删除"]
    assert checked is not None and "身份证号不存在" in checked.sentence
    assert rare is not None and "可能会成为" in rare.sentence
    assert found["value"] is None
    before = School("", "", 2012, "6-3-3")
    assert all(forecast(finding, before) is None for finding in national.open_findings())


def test_nothing_of_it_is_remembered(national: Document, tmp_path: Path, qtbot: QtBot) -> None:
    table = RosterTable()
    qtbot.addWidget(table)
    table.set_document(national)
    table.show_part("成员1")
    table.set_document(national)
    assert table.layout_of_columns.part == ALL_COLUMNS


def test_every_id_number_of_the_region_is_hidden_on_request(
        national: Document, qtbot: QtBot) -> None:
    table, inspector = RosterTable(), Inspector()
    for widget in (table, inspector):
        qtbot.addWidget(widget)
        widget.set_document(national)
        widget.set_masked(True)
    numbers = national.roster.fields.id_numbers
    assert numbers >= {"main_number", "student_number", "cy1sfzh", "cy2sfzh"}
    try:
        shown = set[str]()
        for finding in national.open_findings():
            at = national.roster.index(finding.field or "")
            if finding.row is None or at is None or finding.field not in numbers:
                continue
            whole = national.roster.row(finding.row).cells[at]
            inspector.show_cell(national, finding.row, at)
            texts = [label.text() for label in inspector.findChildren(QLabel)]
            assert len(whole) < 5 or not any(whole in text for text in texts), finding
            assert len(whole) < 5 or table.model.text(
                national.roster.position(finding.row), at) != whole
            shown.add(finding.field)
        assert shown == numbers
    finally:
        inspector.set_masked(False)
