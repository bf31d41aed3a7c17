"""The problem list, used with keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.explaining.grouping import Progress, groups
from tests.documents import student
from ui.work.problem_list import ProblemModel, Role
from ui.work.problem_panel import ProblemPanel

if TYPE_CHECKING:
    from app.document import Document
    from tests.documents import MakeDocument

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, faulty_document: Document) -> ProblemPanel:
    widget = ProblemPanel()
    widget.resize(246, 600)
    qtbot.addWidget(widget)
    widget.set_document(faulty_document)
    faulty_document.subscribe(widget.refresh)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def listed(panel: ProblemPanel) -> list[tuple[str, int]]:
    model = panel.list.model()
    found = [model.index(row, 0).data(Role.GROUP) for row in range(model.rowCount())]
    return [(group.rule, group.open) for group in found if group is not None]


def place(panel: ProblemPanel, rule: str) -> QPoint:
    row = [code for code, _ in listed(panel)].index(rule)
    return panel.list.visualRect(panel.list.model().index(row, 0)).center()


def test_rules_with_counts_errors_first(panel: ProblemPanel, faulty_document: Document) -> None:
    assert listed(panel) == [
        ("main-length", 1), ("main-check-digit", 1), ("sub-precision", 1), ("sub-entry-year", 1),
        ("sex-mismatch", 2), ("blank", 1), ("main-document", 1), ("format", 3)]
    spoken = panel.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "错误：主号位数不对，1 处"
    numbers = panel.findChild(QLabel, "problem_numbers")
    assert numbers is not None and numbers.text() == f"0 / {faulty_document.found_at_opening}"
    assert numbers.accessibleName() == f"已处理 0 / {faulty_document.found_at_opening}"


def test_the_longest_bar_belongs_to_the_most_and_few_stay_visible(panel: ProblemPanel) -> None:
    model = panel.list.model()
    shares = [model.index(row, 0).data(Role.SHARE) for row in range(model.rowCount())]
    assert max(shares) == shares[-1] == 1.0
    assert min(shares) > 0.3


def test_up_and_down_choose_and_escape_lets_go(qtbot: QtBot, panel: ProblemPanel) -> None:
    told: list[object] = []
    panel.rule_chosen.connect(told.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Down,
                Qt.Key.Key_Home, Qt.Key.Key_Escape):
        qtbot.keyClick(panel.list, key)
    assert told == ["main-length", "main-check-digit", "main-length", "format", "main-length", None]


def test_enter_goes_to_the_first_open_finding(
        qtbot: QtBot, panel: ProblemPanel, faulty_document: Document) -> None:
    panel.choose("format")
    with qtbot.waitSignal(panel.finding_activated) as asked:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    finding = asked.args[0]
    assert (finding.rule, finding.row, finding.field) == ("format", 9, "name")
    faulty_document.confirm([finding], "证件上就是这样")
    with qtbot.waitSignal(panel.finding_activated) as asked:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert asked.args[0].row == 10


def test_a_click_chooses_and_never_lets_go(qtbot: QtBot, panel: ProblemPanel) -> None:
    told: list[object] = []
    panel.rule_chosen.connect(told.append)
    lists: list[str] = []
    panel.list_wanted.connect(lists.append)
    viewport = panel.list.viewport()
    at = place(panel, "sub-entry-year")
    qtbot.mouseClick(viewport, LEFT, pos=at)
    qtbot.mouseClick(viewport, LEFT, pos=at)
    assert panel.list.rule == "sub-entry-year"
    qtbot.waitUntil(lambda: lists == ["sub-entry-year"] * 2)
    qtbot.mouseClick(viewport, LEFT, pos=place(panel, "blank"))
    show_all = panel.findChild(QAbstractButton, "show_all_problems")
    assert show_all is not None and show_all.isVisible()
    qtbot.mouseClick(show_all, LEFT)
    assert told == ["sub-entry-year", "blank", None]
    assert not show_all.isVisible()


def test_a_double_click_goes_there(qtbot: QtBot, panel: ProblemPanel) -> None:
    with qtbot.waitSignal(panel.finding_activated) as asked:
        qtbot.mouseDClick(panel.list.viewport(), LEFT, pos=place(panel, "main-document"))
    assert asked.args[0].row == 25


def test_counts_follow_the_work_and_what_is_done_gets_a_check(
        qtbot: QtBot, panel: ProblemPanel, faulty_document: Document) -> None:
    total = faulty_document.found_at_opening
    panel.choose("format")
    faulty_document.apply_fixes(faulty_document.safe_fixes(), "")
    qtbot.waitUntil(lambda: panel.progress() == Progress(3, total))
    assert ("format", 0) in listed(panel)
    assert panel.list.rule == "format"  # what she works on does not slip away
    row = [code for code, _ in listed(panel)].index("format")
    spoken = panel.list.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "写法不规范：已全部处理"
    bar = panel.findChild(QProgressBar, "problem_progress")
    assert bar is not None and (bar.value(), bar.maximum()) == (3, total)
    faulty_document.undo()
    qtbot.waitUntil(lambda: panel.progress() == Progress(0, total))


def test_many_updates_are_counted_once(
        qtbot: QtBot, panel: ProblemPanel, faulty_document: Document,
        monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    monkeypatch.setattr("ui.work.problem_panel.groups",
                        lambda *given: counted.append(1) or groups(*given))  # type: ignore
    at = faulty_document.roster.index("name") or 0
    for row in range(20):
        faulty_document.edit([(row, at, "")])
    qtbot.waitUntil(lambda: ("blank", 21) in listed(panel))
    assert len(counted) <= 2


def test_rules_of_the_file_show_their_finding_and_filter_nothing(
        qtbot: QtBot, panel: ProblemPanel, make_document: MakeDocument) -> None:
    panel.set_document(make_document(36, [(9, "name", "沈　参考")], without=["stage"]))
    told: list[object] = []
    panel.rule_chosen.connect(told.append)
    panel.choose("format")
    with qtbot.waitSignal(panel.finding_activated) as asked:
        qtbot.keyClick(panel.list, Qt.Key.Key_Home)
    assert (asked.args[0].rule, asked.args[0].field) == ("missing-column", "stage")
    assert told == ["format", None]


def test_nothing_left(qtbot: QtBot, panel: ProblemPanel, make_document: MakeDocument) -> None:
    zero = panel.findChild(QWidget, "problem_zero")
    assert zero is not None and not zero.isVisible()
    document = make_document(36, [(25, "main_number", "E12345678")])
    document.subscribe(panel.refresh)
    panel.set_document(document)
    document.confirm(list(document.open_findings()), "外籍学生护照")
    qtbot.waitUntil(zero.isVisible)
    words = panel.findChild(QLabel, "zero_text")
    assert words is not None and words.text() == "1 处已确认情况属实，均有原因。"
    assert panel.progress() == Progress(1, 1)
    panel.set_document(None)
    assert not zero.isVisible() and listed(panel) == []


def test_model_is_honest(qtbot: QtBot, faulty_document: Document,
                         qtmodeltester: ModelTester) -> None:
    model = ProblemModel()
    qtmodeltester.check(model)
    opening = faulty_document.validator.counts()
    model.set_groups(groups(faulty_document, opening))
    faulty_document.apply_fixes(faulty_document.safe_fixes(), "")
    model.set_groups(groups(faulty_document, opening))
    model.set_groups(groups(faulty_document, {}))
    model.set_groups([])


def lines(panel: ProblemPanel) -> list[str]:
    """What is read out, line by line."""
    model = panel.list.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
            for row in range(model.rowCount())]


def test_causes_consequences_and_the_rest_stand_under_headings(
        qtbot: QtBot, panel: ProblemPanel, make_document: MakeDocument) -> None:
    guilty, innocent = 10, 9  # a year younger by his number
    number = student(innocent)["sub_number"]
    twin = student(20)["sub_number"]
    document = make_document(36, [
        (guilty, "sub_number", number), (30, "sex", ""), (29, "sub_number", twin),
        (29, "grade", student(20)["grade"]), (29, "stage", student(20)["stage"]),
        (29, "graduation_year", student(20)["graduation_year"])])
    panel.set_document(document)
    spoken = lines(panel)
    first, each, gone = (spoken.index(heading) for heading in (
        "先定这些（会带走别的问题）", "逐处处理", "会随之消失，不用处理"))
    assert first == 0 < each < gone
    assert spoken[1] == "错误：入学年份不符，1 处，改了会带走 2 处"
    assert "错误：学籍副号重复，2 处" in spoken[each:gone]  # two who share a number, both sound
    assert spoken[gone:] == ["会随之消失，不用处理", "学籍副号重复，2 处，会随之消失，不用处理"]
    told: list[object] = []
    panel.rule_chosen.connect(told.append)
    heading = panel.list.visualRect(panel.list.model().index(each, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=heading)
    assert told == []
    panel.choose("sub-duplicate")
    qtbot.keyClick(panel.list, Qt.Key.Key_Home)
    assert told == ["sub-duplicate", "sub-entry-year"]


def test_what_is_dealt_with_goes_under_a_heading_of_its_own(
        qtbot: QtBot, panel: ProblemPanel, make_document: MakeDocument) -> None:
    document = make_document(36, [
        (10, "sub_number", student(9)["sub_number"]), (30, "sex", "")])
    document.subscribe(panel.refresh)
    panel.set_document(document)
    document.edit([(30, document.roster.index("sex") or 0, student(30)["sex"])])
    qtbot.waitUntil(lambda: "已处理完" in lines(panel))
    assert lines(panel)[-1] == "内容空缺：已全部处理"
