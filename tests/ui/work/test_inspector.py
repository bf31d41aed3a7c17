"""The inspector, used with keys and clicks as a clerk would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.document import Update
from models.fields import FIELD_KEYS
from ui.looks import theme
from ui.widgets.cards import ActionCard
from ui.widgets.segments import SegmentStrip
from ui.work.inspector import Inspector
from validators.findings import Suggestion

if TYPE_CHECKING:
    from app.document import Document
    from tests.documents import MakeDocument

CODE = "3101170526"
LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
Found = TypeVar("Found", bound=QWidget)


@pytest.fixture
def inspector(qtbot: QtBot) -> Inspector:
    widget = Inspector()
    widget.resize(320, 640)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    return widget


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """Three wrong entry years, a duplicate, a check digit, and a cell with two findings."""
    number = make_document().roster.value(7, "main_number")
    return make_document(36, [
        (8, "sub_number", f"{CODE}220080001"), (17, "sub_number", f"{CODE}220080002"),
        (26, "sub_number", f"{CODE}220080003"), (6, "sub_number", f"{CODE}220110002"),
        (7, "main_number", number[:17] + ("0" if number[17] != "0" else "1")),
        (16, "sub_number", "3101160526220100099"), (14, "name", "沈　参考"),
        (25, "main_number", "E12345678"), (34, "sub_number", "3.10117052622010E+18"),
    ])


def show(inspector: Inspector, document: Document, row: int, field: str) -> None:
    at = document.roster.index(field)
    assert at is not None
    inspector.show_cell(document, row, at)


def child(parent: QWidget, kind: type[Found], name: str) -> Found:
    found = [w for w in parent.findChildren(kind, name) if w.isVisibleTo(parent)]
    assert len(found) == 1, (name, len(found))
    return found[0]


def has(parent: QWidget, name: str) -> bool:
    return any(w.isVisibleTo(parent) for w in parent.findChildren(QWidget, name))


def text(parent: QWidget, name: str) -> str:
    return child(parent, QLabel, name).accessibleName()


def press(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, LEFT, pos=QPoint(8, widget.height() // 2))


def follow(inspector: Inspector, document: Document) -> None:
    """What the main window does."""
    document.subscribe(inspector.refresh)
    inspector.apply_requested.connect(lambda row, at, new: document.edit([(row, at, new)]))
    inspector.confirm_requested.connect(lambda found: document.confirm(found, "留级"))
    inspector.withdraw_requested.connect(document.withdraw)
    inspector.add_column_requested.connect(document.add_column)


# --- a finding explained -----------------------------------


def test_a_vote_is_explained_with_parts_and_what_each_field_says(
        inspector: Inspector, document: Document) -> None:
    show(inspector, document, 8, "sub_number")
    heading = child(inspector, QAbstractButton, "finding_heading")
    assert heading.accessibleName() == "错误：入学年份不符"
    assert text(inspector, "message") == \
        "学籍副号里的入学年份是 2008，而年级和毕业届别都说明是 2009 年入学。"
    assert "<b>2008</b>" in child(inspector, QLabel, "message").text()
    strip = child(inspector, SegmentStrip, "segments")
    assert "入学年份 2008，不符，应为 2009" in strip.accessibleDescription()
    assert child(inspector, QWidget, "statements").accessibleName() == (
        "按学籍副号 2008 年入学（不一致）；按年级“九年级”（2012学年） 2009 年入学；"
        "按毕业届别“2013届” 2009 年入学")


def test_alt_1_takes_the_suggestion(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 8, "sub_number")
    card = child(inspector, ActionCard, "suggestion_1")
    assert card.title == f"改为 {CODE}220090001" and card.key == "Alt+1"
    assert card.weight == "first"
    with qtbot.waitSignal(inspector.apply_requested) as asked:
        qtbot.keyClick(inspector, Qt.Key.Key_1, ALT)
    assert asked.args == [8, document.roster.index("sub_number"), f"{CODE}220090001"]
    with qtbot.assertNotEmitted(inspector.apply_requested, wait=20):
        qtbot.keyClick(inspector, Qt.Key.Key_2, ALT)


def test_a_click_takes_a_suggestion_and_the_cell_is_shown_as_sound(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    follow(inspector, document)
    show(inspector, document, 8, "sub_number")
    press(qtbot, child(inspector, ActionCard, "suggestion_1"))
    qtbot.waitUntil(lambda: has(inspector, "cell_ok"))
    assert document.roster.value(8, "sub_number") == f"{CODE}220090001"
    assert text(inspector, "original") == f"原名册里是“{CODE}220080001”。"
    assert inspector.shown_findings() == []


def test_several_suggestions_have_a_key_each(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 7, "main_number")
    number = document.roster.value(7, "main_number")
    suggestions = document.validator.suggestions(inspector.shown_findings()[0])
    assert len(suggestions) > 1
    for place, suggestion in enumerate(suggestions, 1):
        with qtbot.waitSignal(inspector.apply_requested) as asked:
            qtbot.keyClick(inspector, Qt.Key(Qt.Key.Key_0 + place), ALT)
        assert asked.args[2] == suggestion.value != number


def test_a_tentative_suggestion_is_quiet_and_names_the_paper(
        inspector: Inspector, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document.validator, "suggestions", lambda finding: [
        Suggestion(f"{CODE}220090001", "按届别推算", tentative=True)])
    show(inspector, document, 8, "sub_number")
    card = child(inspector, ActionCard, "suggestion_1")
    assert card.weight == "quiet"
    assert "请以纸质材料为准" in card.detail


def test_a_damaged_number_shows_what_is_lost(inspector: Inspector, document: Document) -> None:
    show(inspector, document, 34, "sub_number")
    strip = child(inspector, SegmentStrip, "segments")
    assert strip.accessibleDescription().endswith("学生码 空缺，不全，缺失")


def test_unseen_characters_are_named(inspector: Inspector, document: Document) -> None:
    show(inspector, document, 14, "name")
    assert text(inspector, "unseen") == "现在是“沈␣参考”，含全角空格。"


# --- confirming --------------------------------------------


def test_alt_0_confirms_and_the_reason_can_be_withdrawn(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    follow(inspector, document)
    show(inspector, document, 8, "sub_number")
    assert "留级" in child(inspector, ActionCard, "confirm").detail
    qtbot.keyClick(inspector, Qt.Key.Key_0, ALT)
    qtbot.waitUntil(lambda: has(inspector, "confirmation"))
    assert text(inspector, "confirmed_reason") == "原因：留级"
    assert child(inspector, QAbstractButton, "finding_heading").accessibleName() == \
        "已确认：入学年份不符"
    assert not has(inspector, "suggestion_1")
    press(qtbot, child(inspector, QAbstractButton, "withdraw"))
    qtbot.waitUntil(lambda: has(inspector, "suggestion_1"))
    assert document.tally().confirmed == 0


def test_what_must_be_fixed_can_not_be_confirmed(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 34, "sub_number")
    assert not has(inspector, "confirm")
    with qtbot.assertNotEmitted(inspector.confirm_requested, wait=20):
        qtbot.keyClick(inspector, Qt.Key.Key_0, ALT)


# --- several findings, other cells, other rows -------------


def test_several_findings_are_stacked_and_keys_mean_the_open_one(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    document.edit([(16, document.roster.index("sub_number") or 0, "3101160526220080099")])
    show(inspector, document, 16, "sub_number")
    rules = [finding.rule for finding in inspector.shown_findings()]
    assert rules == ["sub-school-code", "sub-entry-year"]
    assert child(inspector, ActionCard, "suggestion_1").title.endswith("3101170526220080099")
    second = child(inspector, QWidget, "finding_sub-entry-year")
    press(qtbot, child(second, QAbstractButton, "finding_heading"))
    card = child(inspector, ActionCard, "suggestion_1")
    assert "入学年份" in card.detail
    with qtbot.waitSignal(inspector.apply_requested) as asked:
        qtbot.keyClick(inspector, Qt.Key.Key_1, ALT)
    assert asked.args[2].startswith("3101160526") and asked.args[2] != "3101160526220080099"


def test_a_sound_cell_says_so_and_mentions_the_rest_of_its_row(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 8, "main_number")
    assert has(inspector, "cell_ok")
    assert "上海市松江区" in child(inspector, QWidget, "segment_details").accessibleName()
    mention = child(inspector, QAbstractButton, "mention_sub_number_sub-entry-year")
    with qtbot.waitSignal(inspector.jump_requested) as asked:
        press(qtbot, mention)
    assert asked.args == [8, document.roster.index("sub_number")]


def test_another_column_is_left_alone(inspector: Inspector, document: Document) -> None:
    inspector.show_cell(document, 8, len(FIELD_KEYS))
    assert "原样保留" in text(inspector, "meaning")


def test_a_duplicate_shows_the_other_row_and_leads_there(
        qtbot: QtBot, inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(36, [(17, "sub_number", f"{CODE}220090001")])
    show(inspector, document, 8, "sub_number")
    spoken = child(inspector, QWidget, "comparison").accessibleName()
    assert spoken.startswith("与那行不同的项：学籍主号、姓名")
    assert "年级" not in spoken
    with qtbot.waitSignal(inspector.jump_requested) as asked:
        press(qtbot, child(inspector, QAbstractButton, "jump_17"))
    assert asked.args == [17, document.roster.index("sub_number")]


def test_of_several_other_rows_one_is_compared_at_a_time_of_asking(
        qtbot: QtBot, inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(36, [(row, "sub_number", f"{CODE}220090001") for row in (17, 26)])
    show(inspector, document, 8, "sub_number")
    assert len(inspector.findChildren(QWidget, "comparison")) == 1
    press(qtbot, child(inspector, QAbstractButton, "related_26"))
    assert len(inspector.findChildren(QWidget, "comparison")) == 2


# --- the same kind of problem elsewhere --------------------


def test_the_same_problem_elsewhere_is_counted_and_offered(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    follow(inspector, document)
    show(inspector, document, 8, "sub_number")
    qtbot.waitUntil(lambda: has(inspector, "fix_all"))
    assert text(inspector, "fix_all_text") == "同类问题还有 2 处，每处都只有一种改法。"
    with qtbot.waitSignal(inspector.fix_all_requested) as asked:
        press(qtbot, child(inspector, QAbstractButton, "fix_all"))
    assert asked.args == ["sub-entry-year"]
    document.apply_fixes([f for f in document.fixes("sub-entry-year") if f.row != 8], "")
    qtbot.waitUntil(lambda: not has(inspector, "fix_all"))


def test_an_unusual_problem_offers_no_bulk_fix(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 34, "sub_number")
    qtbot.wait(30)
    assert not has(inspector, "fix_all")


# --- the whole file ----------------------------------------


def test_a_missing_column_can_be_added_or_pointed_at(
        qtbot: QtBot, inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(without=["stage", "sex"])
    follow(inspector, document)
    found = [f for f in document.validator.file_findings() if f.field == "stage"]
    inspector.show_file_finding(found[0], document)
    assert child(inspector, QAbstractButton, "add_column").accessibleName() == "加上“学段”这一列"
    with qtbot.waitSignal(inspector.map_headers_requested):
        press(qtbot, child(inspector, QAbstractButton, "map_headers"))
    with qtbot.waitSignal(inspector.add_column_requested) as asked:
        press(qtbot, child(inspector, QAbstractButton, "add_column"))
    assert asked.args == ["stage"]
    qtbot.waitUntil(lambda: [f.field for f in inspector.shown_findings()] == ["sex"])


def test_a_doubtful_school_code_leads_to_the_school(
        qtbot: QtBot, inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document()
    document.set_school(replace(document.school, code="3101170999"))
    inspector.show_file_finding(document.validator.file_findings()[0], document)
    assert not has(inspector, "confirm")
    with qtbot.waitSignal(inspector.school_requested):
        press(qtbot, child(inspector, QAbstractButton, "check_school"))


def test_a_gap_of_serials_can_be_confirmed(
        qtbot: QtBot, inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(36)
    follow(inspector, document)
    document.delete_rows([17], "转出")
    finding, = document.validator.file_findings()
    assert finding.rule == "serial-gap"
    inspector.show_file_finding(finding, document)
    with qtbot.waitSignal(inspector.confirm_requested) as asked:
        press(qtbot, child(inspector, ActionCard, "confirm"))
    assert asked.args == [[finding]]
    qtbot.waitUntil(lambda: has(inspector, "confirmation"))


# --- nothing to show, explanation, looks -------------------


def test_without_a_cell_the_next_thing_is_named(
        qtbot: QtBot, inspector: Inspector, document: Document,
        make_document: MakeDocument) -> None:
    inspector.set_document(document)
    assert child(inspector, QAbstractButton, "empty_heading").text() == \
        f"还有 {document.tally().open} 处要处理"
    assert "F8" in text(inspector, "empty_text")
    inspector.set_document(make_document())
    assert child(inspector, QAbstractButton, "empty_heading").text() == "可以生成上报文件了"
    inspector.set_document(None)
    assert not has(inspector, "empty_heading")


def test_a_deleted_row_is_no_longer_shown(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    follow(inspector, document)
    show(inspector, document, 8, "sub_number")
    document.delete_rows([8], "转出")
    qtbot.waitUntil(lambda: has(inspector, "empty_heading"))


def test_the_explanation_stays_open_from_cell_to_cell(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 8, "sub_number")
    assert not has(inspector, "explanation")
    press(qtbot, child(inspector, QAbstractButton, "explain"))
    assert "留级" in text(inspector, "explanation")
    show(inspector, document, 34, "sub_number")
    assert has(inspector, "explanation")


def test_everything_to_do_is_reached_by_tab(
        qtbot: QtBot, inspector: Inspector, document: Document) -> None:
    show(inspector, document, 8, "sub_number")
    qtbot.waitUntil(lambda: has(inspector, "fix_all"))
    child(inspector, ActionCard, "suggestion_1").setFocus()
    reached = []
    for _ in range(7):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus.objectName())
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert reached == ["suggestion_1", "confirm", "because_6", "because_7", "confirm_all",
                       "fix_all", "explain"]
    with qtbot.waitSignal(inspector.apply_requested):
        qtbot.keyClick(child(inspector, ActionCard, "suggestion_1"), Qt.Key.Key_Space)


def cut_off(inspector: Inspector) -> list[str]:
    """What is wider than the page or lower than its text."""
    page = inspector.findChildren(QWidget, "inspector_page")[-1]
    found = []
    for widget in page.findChildren(QWidget):
        if widget.isVisibleTo(page):
            right = widget.mapTo(page, QPoint(widget.width(), 0)).x()
            low = widget.hasHeightForWidth() and \
                widget.height() < widget.heightForWidth(widget.width())
            if low or right > page.width():
                found.append(widget.objectName())
    return found


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
@pytest.mark.parametrize("width", [240, 300, 340])
def test_nothing_is_cut_off(qtbot: QtBot, inspector: Inspector, document: Document, width: int,
                            scheme: Qt.ColorScheme) -> None:
    theme.force(scheme)
    try:
        inspector.resize(width, 700)
        for finding in list(document.open_findings()):
            if finding.row is None or finding.field is None:
                continue
            show(inspector, document, finding.row, finding.field)
            qtbot.wait(1)  # what can be done with many is counted, then shown
            qtbot.waitUntil(lambda: cut_off(inspector) == [])
    finally:
        theme.force(None)


def test_of_two_findings_the_error_is_shown_first(
        inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(36, [(row, "main_number", "E12345678") for row in (4, 25)])
    show(inspector, document, 25, "main_number")
    assert [finding.rule for finding in inspector.shown_findings()] == [
        "main-duplicate", "main-document"]
    document.confirm([inspector.shown_findings()[0]], "确是两名学生")
    inspector.refresh(Update(rows=frozenset((25,))))
    assert child(inspector, QWidget, "finding_main-document")
    show(inspector, document, 25, "name")
    show(inspector, document, 25, "main_number")
    assert [finding.rule for finding in inspector.shown_findings()] == [
        "main-document", "main-duplicate"]


def test_the_rule_that_was_chosen_in_the_list_is_shown_first(
        inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(36, [(row, "main_number", "E12345678") for row in (4, 25)])
    inspector.prefer("main-document")
    show(inspector, document, 25, "main_number")
    assert inspector.shown_findings()[0].rule == "main-document"
    inspector.prefer(None)
    show(inspector, document, 4, "main_number")
    assert inspector.shown_findings()[0].rule == "main-duplicate"


def test_the_damaged_number_can_be_typed_on_and_this_is_said(
        inspector: Inspector, document: Document) -> None:
    show(inspector, document, 34, "sub_number")
    assert "F2" in text(inspector, "go_on_typing")
    show(inspector, document, 8, "sub_number")
    assert not has(inspector, "go_on_typing")


@pytest.mark.parametrize(("row", "field"), [(3, "name"), (4, "class_name"), (5, "sub_number")])
def test_texts_that_are_far_too_long_are_cut_with_their_length_said(
        inspector: Inspector, make_document: MakeDocument, row: int, field: str) -> None:
    document = make_document(36, [
        (3, "name", "李\n" * 2500), (4, "class_name", "二年级1班" + "长" * 5000),
        (5, "sub_number", "<i>1</i>\n" * 600)])
    show(inspector, document, row, field)
    page = child(inspector, QWidget, "inspector_page")
    assert page.height() < 1000
    said = [label.accessibleName() for label in page.findChildren(QLabel)]
    said += [card.title for card in page.findChildren(ActionCard)]
    assert any("个字）" in words for words in said)


def test_a_comparison_names_what_is_equal_in_one_line(
        inspector: Inspector, make_document: MakeDocument) -> None:
    document = make_document(36, [(17, "sub_number", f"{CODE}220090001")])
    show(inspector, document, 8, "sub_number")
    assert text(inspector, "equal") == \
        f"学籍副号 {CODE}220090001、年级 九年级、毕业届别 2013届、学段 初中"


def test_a_long_heading_of_another_column_is_seen_in_full(
        inspector: Inspector, make_document: MakeDocument) -> None:
    title = "家庭主要成员（姓名、关系、工作单位、联系电话，按户口簿填写）"
    document = make_document(9, [], others=("序号", title))
    inspector.show_cell(document, 3, len(FIELD_KEYS) + 1)
    heading = child(inspector, QAbstractButton, "field_heading")
    QApplication.processEvents()
    assert heading.height() >= heading.heightForWidth(heading.width()) > 40
