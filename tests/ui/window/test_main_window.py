"""The window as a whole: from the start page to the two files, by keys and clicks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.judging import MANY
from app.work import OpenWork
from models.attached import AttachedList
from tests.documents import write_roster
from ui.action_table import Act
from ui.start.places import Unfinished
from ui.start.start_page import StartPage
from ui.submission.submission import SubmissionDialog
from ui.window.main_window import MainWindow
from ui.work.work_steps import Progress

MakeDocument = Callable[..., Document]


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings, at_once: None, tmp_path: Path,
           messages: object) -> Iterator[MainWindow]:
    found = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(found)
    found.resize(1366, 768)
    with qtbot.waitExposed(found):
        found.show()
    yield found


@pytest.fixture
def roster(tmp_path: Path, make_document: MakeDocument) -> Path:
    """A file with 36 students, one of them with a wrong entry year, one with M for male."""
    document = make_document(36, [(5, "sub_number", "3101170526220080001"), (12, "sex", "M")])
    return write_roster(tmp_path / "3101170526上海市松江区示例实验学校.xlsx", document)


def blue(window: QWidget) -> list[str]:
    return [button.objectName() for button in window.findChildren(QPushButton)
            if button.property("kind") == "primary" and button.isVisible()]


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def states(window: MainWindow) -> list[Progress]:
    return [step.state.progress for step in window.steps.steps]


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key,
          modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


CURRENT, TODO, DONE = Progress.CURRENT, Progress.TODO, Progress.DONE
CTRL = Qt.KeyboardModifier.ControlModifier


def test_start(window: MainWindow) -> None:
    assert window.start.isVisible()
    assert blue(window) == ["openButton"]
    assert states(window) == [CURRENT, TODO, TODO, TODO]
    assert window.windowTitle() == "学籍总库校对"


def test_the_menus_speak_in_the_words_of_the_region(window: MainWindow, roster: Path) -> None:
    action = window.actions_of[Act.NEW_NUMBERS]
    samples = Path(__file__).parents[3] / "resources" / "samples"
    for path, text in ((samples / "示例名册-安徽.xlsx", "编发学籍号(&N)…"),
                       (roster, "编发学籍副号(&N)…")):
        window.open_path(path)
        assert action.text() == text
        assert window.actions_of[Act.FORMAT].text() == "一键规范写法(&F)…"


def test_the_whole_job(qtbot: QtBot, window: MainWindow, roster: Path, tmp_path: Path,
                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(roster), ""))
    press(qtbot, window, Qt.Key.Key_O, CTRL)
    document = window.document
    assert document is not None
    assert document.roster.path == roster
    # ② the school
    assert states(window) == [DONE, CURRENT, TODO, TODO]
    assert blue(window) == ["schoolConfirm"]
    assert window.windowTitle() == "上海市松江区示例实验学校 — 学籍总库校对"
    qtbot.waitUntil(lambda: window.focusWidget() is window.work.school.confirm_button)
    press(qtbot, window, Qt.Key.Key_Space)
    # ③ the problems
    assert states(window) == [DONE, DONE, CURRENT, TODO]
    assert blue(window) == ["nextButton"]
    assert not window.work.school.isVisible()
    qtbot.keyClick(window.work.table.view, Qt.Key.Key_F8)
    assert window.work.table.current() == (5, document.roster.index("sub_number"))
    qtbot.keyClick(window.work.table.view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert document.roster.value(5, "sub_number") == "3101170526220120001"
    qtbot.waitUntil(lambda: "已处理 1 处" in window.steps.steps[2].state.detail)
    assert window.status.edited.text().strip() == "已改 1 格"
    # one click for the writings
    click(qtbot, window.work.tools.format)
    (preview,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert blue(preview) == ["accept"]
    qtbot.keyClick(preview, Qt.Key.Key_Return)
    assert document.roster.value(12, "sex") == "男"
    # ④ the files
    qtbot.waitUntil(lambda: states(window) == [DONE, DONE, DONE, CURRENT])
    assert blue(window) == ["submitButton"]
    click(qtbot, window.steps.submit_button)
    dialog = window.findChild(SubmissionDialog)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert {path.name for path in tmp_path.glob("*.xls")} == {
        "3101170526上海市松江区示例实验学校.xls", "上海市松江区示例实验学校学籍信息更正表.xls"}
    assert states(window) == [DONE, DONE, DONE, DONE]
    click(qtbot, dialog.go_button)
    assert window.settings.recent == [str(roster)]


@pytest.mark.parametrize("act", [
    lambda document, listed: document.attach(listed),
    lambda document, _: document.edit(
        [(row.id, document.roster.index("class_name"), "9班") for row in document.roster.rows])],
    ids=["a list", "many cells"])
def test_what_is_judged_anew_leaves_the_school_alone(
        qtbot: QtBot, window: MainWindow, tmp_path: Path, make_document: MakeDocument,
        act: Callable[[Document, AttachedList], object]) -> None:
    """What is being typed of the school, and the title of a roster whose school has no name."""
    rows = make_document(MANY + 1)
    window.open_path(write_roster(tmp_path / "名册.xlsx", rows))
    document, name = window.document, window.work.school.name
    assert document is not None and document.school.name == ""
    qtbot.keyClicks(name, "abc")
    title = window.windowTitle()
    assert title == "名册.xlsx — 学籍总库校对"
    act(document, AttachedList(rows.roster, "term", frozenset(), "a" * 64))
    assert (window.windowTitle(), name.text()) == (title, "abc")


def test_undo_and_redo_show_where(qtbot: QtBot, window: MainWindow,
                                  faulty_document: Document) -> None:
    window.work_on(OpenWork(faulty_document, school_confirmed=True))
    column = faulty_document.roster.index("name")
    assert column is not None
    faulty_document.edit([(30, column, "王示范")])
    window.work.table.go_to(0, 0)
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert faulty_document.roster.value(30, "name") != "王示范"
    assert window.work.table.current() == (30, column)
    assert window.status.message.text() == "已撤销：修改姓名"
    qtbot.waitUntil(window.work.tools.redo.isEnabled)
    click(qtbot, window.work.tools.redo)
    assert faulty_document.roster.value(30, "name") == "王示范"


def test_a_problem_of_the_file_is_reached_by_the_same_key(
        qtbot: QtBot, window: MainWindow, make_document: MakeDocument) -> None:
    window.work_on(OpenWork(make_document(without=("stage",)), school_confirmed=True))
    qtbot.keyClick(window.work.table.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: [one.rule for one in window.work.inspector.shown_findings()]
                    == ["missing-column"])


def test_next_problem_leaves_a_filter_that_is_done(
        qtbot: QtBot, window: MainWindow, faulty_document: Document) -> None:
    window.work_on(OpenWork(faulty_document, school_confirmed=True))
    window.work.tools.search.setFocus()
    QTest.keyClicks(window.work.tools.search, "E12345678")
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.work.table.visible_row_ids() == [25]
    (finding,) = faulty_document.open_in_row(25)
    faulty_document.confirm([finding], "护照")
    qtbot.keyClick(window.work.table.view, Qt.Key.Key_F8)
    assert len(window.work.table.visible_row_ids()) == 36
    assert window.work.tools.text() == ""
    current = window.work.table.current()
    assert current is not None
    assert faulty_document.open_in_row(current[0])


def test_modes_and_classes(qtbot: QtBot, window: MainWindow, faulty_document: Document) -> None:
    window.work_on(OpenWork(faulty_document, school_confirmed=True))
    click(qtbot, window.work.tools.modes.button(1))
    with_problems = window.work.table.visible_row_ids()
    assert with_problems == [row.id for row in faulty_document.roster.rows
                             if faulty_document.open_in_row(row.id)]
    press(qtbot, window, Qt.Key.Key_1, CTRL)
    assert len(window.work.table.visible_row_ids()) == 36
    qtbot.waitUntil(lambda: window.work.tools.classes.count() > 30)
    window.work.tools.classes.setFocus()
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.work.table.visible_row_ids() == [0]


def test_search_while_typing(qtbot: QtBot, window: MainWindow, faulty_document: Document) -> None:
    window.work_on(OpenWork(faulty_document, school_confirmed=True))
    press(qtbot, window, Qt.Key.Key_F, CTRL)
    assert window.focusWidget() is window.work.tools.search
    QTest.keyClicks(window.work.tools.search, "E123")
    qtbot.waitUntil(lambda: window.work.table.visible_row_ids() == [25])
    qtbot.keyClick(window.work.tools.search, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(window.work.tools.search, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(window.work.table.visible_row_ids()) == 36)


def test_school_change_judges_again(qtbot: QtBot, window: MainWindow, clean_document: Document
                                    ) -> None:
    window.work_on(OpenWork(clean_document))
    bar = window.work.school
    bar.code.setFocus()
    bar.code.selectAll()
    QTest.keyClicks(bar.code, "3101170527")
    qtbot.keyClick(bar.code, Qt.Key.Key_Return)
    assert clean_document.validator.counts()["school-code"] == 1
    qtbot.waitUntil(lambda: "错误 1" in window.status.errors.text())
    assert not bar.isVisible()
    click(qtbot, window.steps.steps[1])
    assert bar.isVisible()


def test_big_rosters_are_judged_again_in_the_background(
        qtbot: QtBot, window: MainWindow, clean_document: Document,
        monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace
    monkeypatch.setattr("app.document.MANY", 10)
    window.work_on(OpenWork(clean_document))
    window.work.school_changed.emit(replace(clean_document.school, code="3101170527"))
    assert clean_document.school.code == "3101170527"
    assert clean_document.validator.counts()["school-code"] == 1


@pytest.mark.parametrize("many", [10, 1500])
def test_another_school_is_taken_back_with_its_confirmation(
        qtbot: QtBot, window: MainWindow, clean_document: Document,
        monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr("app.document.MANY", many)
    window.work_on(OpenWork(clean_document))
    bar, work = window.work.school, window.open_work
    assert work is not None
    click(qtbot, bar.confirm_button)
    assert work.school_confirmed and not bar.isVisible()
    click(qtbot, window.steps.steps[1])
    bar.code.selectAll()
    QTest.keyClicks(bar.code, "3101170527")
    qtbot.keyClick(bar.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert work.school_confirmed and clean_document.school.code == "3101170527"
    window.work.table.setFocus()
    qtbot.keyClick(window.work.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: clean_document.school.code == "3101170526")
    assert bar.code.text() == "3101170526" and bar.isVisible() and not work.school_confirmed
    assert states(window)[1] is Progress.CURRENT
    press(qtbot, window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: clean_document.school.code == "3101170527")
    assert work.school_confirmed


def test_notes(qtbot: QtBot, window: MainWindow, make_document: MakeDocument) -> None:
    notes = ["第 9 行是小计，没有作为学生读入。", "G 列在表里是隐藏的，也已读入。"]
    window.work_on(OpenWork(make_document(notes=notes)))
    band = window.work.notes
    assert band.isVisible()
    assert notes[0] in band.first.text()
    click(qtbot, band.more)
    assert notes[1] in band.all.text()
    assert band.area.isVisible()
    click(qtbot, band.close_button)
    assert not band.isVisible()
    window.actions_of[Act.NOTES].trigger()
    assert band.isVisible()
    window.work_on(OpenWork(make_document()))
    assert not band.isVisible()
    assert not window.actions_of[Act.NOTES].isEnabled()


def test_errors_at_opening_are_told(window: MainWindow, tmp_path: Path, messages: object) -> None:
    window.open_path(tmp_path / "没有.xls")
    (text,) = messages.texts  # type: ignore[attr-defined]
    assert "找不到文件" in text
    assert window.document is None


def test_drop(qtbot: QtBot, window: MainWindow, roster: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(roster))])
    copy, left, no = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, \
        Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, data, left, no)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert window.start.drop.property("hot") is True
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, no))
    qtbot.waitUntil(lambda: window.document is not None)


@pytest.mark.parametrize("urls", [
    [], ["https://example.org/a.xls"], ["file:///a", "https://example.org/b"]])
def test_what_can_not_be_dropped(window: MainWindow, urls: list[str]) -> None:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_unfinished_work_is_asked_for(qtbot: QtBot, settings_store: QSettings) -> None:
    start = StartPage()
    qtbot.addWidget(start)
    start.show()
    start.set_unfinished([Unfinished("key", "甲校", "还有 8 处")])
    card, drop = (start.findChild(QPushButton, name) for name in ("unfinished0", "discard0"))
    assert card is not None
    assert drop is not None
    with qtbot.waitSignal(start.continue_requested) as asked:
        click(qtbot, card)
    assert asked.args == ["key"]
    with qtbot.waitSignal(start.discard_requested):
        click(qtbot, drop)


def test_recent_rosters_are_offered_while_they_are_there(qtbot: QtBot, window: MainWindow,
                                                         roster: Path) -> None:
    window.start.set_recent([str(roster), str(roster.with_name("gone.xls"))])
    assert window.start.findChild(QPushButton, "recent1") is None
    recent = window.start.findChild(QPushButton, "recent0")
    assert recent is not None
    click(qtbot, recent)
    assert window.document is not None


def test_close_asks_who_keeps_the_work(window: MainWindow, clean_document: Document,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    window.work_on(OpenWork(clean_document))
    monkeypatch.setattr(window.opening, "let_go", lambda: False)
    window.actions_of[Act.CLOSE].trigger()
    assert window.document is clean_document
    assert not window.close()
    monkeypatch.undo()
    window.actions_of[Act.CLOSE].trigger()
    assert window.document is None
    assert window.start.isVisible()


def test_the_fourth_step_shows_the_nearest_date(
        qtbot: QtBot, window: MainWindow, clean_document: Document) -> None:
    window.work_on(OpenWork(clean_document, school_confirmed=True))

    def shown() -> str:
        return window.steps.steps[3].state.detail
    qtbot.waitUntil(lambda: "11月29日前交" in shown())
    assert shown().startswith("可以生成 · 11月29日前交，还有 ")
    column = clean_document.roster.index("main_number")
    assert column is not None
    clean_document.edit([(clean_document.roster.rows[0].id, column, "1")], "")
    qtbot.waitUntil(lambda: shown().startswith("11月29日前交"))


def test_read_only(window: MainWindow, clean_document: Document) -> None:
    clean_document.read_only = True
    window.work_on(OpenWork(clean_document, school_confirmed=True))
    for act in (Act.PASTE, Act.CLEAR, Act.FORMAT, Act.UNDO, Act.INSERT_ROW):
        assert not window.actions_of[act].isEnabled()
    assert window.actions_of[Act.COPY].isEnabled()


@pytest.mark.parametrize(("act", "panel"), [
    (Act.PROBLEM_PANEL, "problems"), (Act.INSPECTOR, "inspector")])
def test_panels_can_be_put_away(window: MainWindow, clean_document: Document, act: Act,
                                panel: str) -> None:
    window.work_on(OpenWork(clean_document))
    window.actions_of[act].trigger()
    assert not getattr(window.work, panel).isVisible()
    window.actions_of[act].trigger()
    assert getattr(window.work, panel).isVisible()


def test_help(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F1)
    dialog = window.findChild(QDialog, "helpDialog")
    assert dialog is not None
    text = dialog.browser.toPlainText()  # type: ignore[attr-defined]
    for words in ("四步做完", "下一处问题", "F8", "身份证校验码不符"):
        assert words in text
    dialog.close()


@pytest.mark.parametrize("size", [(1366, 700), (910, 500)])
def test_nothing_is_cut_off(window: MainWindow, faulty_document: Document,
                            size: tuple[int, int]) -> None:
    window.resize(*size)
    window.work_on(OpenWork(faulty_document))
    QTest.qWait(20)
    assert (window.width(), window.height()) == size
    for name in ("nextButton", "undoButton", "redoButton", "formatButton", "submitButton",
                 "modeAll", "modeProblems", "modeEdited", "schoolConfirm"):
        button = window.findChild(QPushButton, name)
        assert button is not None
        assert button.width() >= button.minimumSizeHint().width(), name
        right = button.mapTo(window, button.rect().bottomRight())
        assert right.x() < window.width() and right.y() < window.height(), name


def test_everything_has_a_name(window: MainWindow, faulty_document: Document) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit
    window.work_on(OpenWork(faulty_document))
    nameless = [
        (type(widget).__name__, widget.objectName(), widget.parent())
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
        for widget in window.findChildren(kind)
        if not widget.objectName().startswith("qt_") and widget.isVisible()
        and not (widget.objectName() and (widget.accessibleName() or _text(widget)))
        and type(widget.parent()).__module__.startswith("ui.")
        and widget.metaObject().className() != "QTableCornerButton"]
    assert not nameless


def _text(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if text is not None else ""


def test_sample_leaves_no_trace(qtbot: QtBot, window: MainWindow) -> None:
    sample = window.start.findChild(QPushButton, "sampleButton")
    assert sample is not None
    click(qtbot, sample)
    assert window.document is not None
    assert window.document.roster.path.name == "示例名册.xls"
    assert window.settings.recent == []
    window.submit()
    dialog = window.findChild(SubmissionDialog)
    assert dialog is not None
    # nothing is ever written beside the program's own files
    assert not dialog.folder.is_relative_to(window.document.roster.path.parent)


def test_about_names_no_libraries_but_copies_what_helpers_ask_for(
        qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of[Act.ABOUT].trigger()
    (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert not any("Python" in label.text() or "Qt" in label.text()
                   for label in dialog.findChildren(QLabel))
    copy = dialog.findChild(QPushButton, "copyFacts")
    assert copy is not None
    click(qtbot, copy)
    assert "Python" in QApplication.clipboard().text()
    dialog.reject()


def test_files_of_an_unfinished_roster_are_no_done_step(
        window: MainWindow, faulty_document: Document) -> None:
    work = OpenWork(faulty_document, school_confirmed=True)
    window.work_on(work)
    work.note_submitted(datetime(2012, 11, 20, 9, 0), unfinished=True)
    window._show_state()
    state = window.steps.steps[3].state
    assert state.progress is Progress.DOUBTFUL and "不要上报" in state.detail


def test_work_is_continued_at_the_last_cell(
        window: MainWindow, make_document: MakeDocument) -> None:
    document = make_document(36, [(12, "sex", "M"), (20, "class_name", "实验班")])
    document.edit([(12, document.roster.index("sex"), "男")])
    window.work_on(OpenWork(document, school_confirmed=True))
    assert window.work.table.current() == (12, document.roster.index("sex"))
    document.confirm([each for each in document.open_findings() if each.row == 20], "属实")
    window.work_on(OpenWork(document, school_confirmed=True))
    assert window.work.table.current() == (20, document.roster.index("class_name"))
