"""The window keeps the work safe, finds it again, and never has two at one roster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.document import Document
from benchmarks.hands import answered, open_dialog
from models.errors import EditError, SessionFullError
from models.session.session import SessionWriter, load, set_aside_copies, working_copies
from tests.documents import write_roster
from ui.action_table import Act
from ui.start.stored_work import StoredWorkDialog
from ui.submission.submission import SubmissionDialog
from ui.window.app import bring_forward
from ui.window.main_window import MainWindow
from ui.window.safekeeping import Safekeeping
from ui.window.unsaved import UnsavedDialog

NAME = 2
MakeWindow = Callable[[], tuple[MainWindow, Safekeeping]]
MakeDocument = Callable[..., Document]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home" / "work"


@pytest.fixture
def make_window(qtbot: QtBot, settings_store: QSettings, at_once: None, home: Path,
                messages: object) -> Iterator[MakeWindow]:
    made: list[tuple[MainWindow, Safekeeping]] = []

    def make() -> tuple[MainWindow, Safekeeping]:
        window = MainWindow(folder=home)
        qtbot.addWidget(window)
        keeper = window.opening.keeper
        with qtbot.waitExposed(window):
            window.show()
        made.append((window, keeper))
        return window, keeper
    yield make
    for _, keeper in made:
        assert keeper.let_go()


@pytest.fixture
def roster(tmp_path: Path, make_document: MakeDocument) -> Path:
    """A file with 36 students; one has M for male."""
    return write_roster(tmp_path / "3101170526上海市松江区示例实验学校.xlsx",
                        make_document(36, [(12, "sex", "M")]))


def names(window: MainWindow) -> list[str]:
    assert window.document is not None
    return [row.cells[NAME] for row in window.document.roster.rows[:3]]


def edit(window: MainWindow, keeper: Safekeeping, row: int, text: str) -> None:
    assert window.document is not None
    window.document.edit([(row, NAME, text)])
    assert keeper.current is not None and keeper.current.flush(30)


def dialog(name: str) -> QDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog) and found.objectName() == name, found
    return found


def press(of: QDialog, button: str) -> None:
    found = of.findChild(QPushButton, button)
    assert found is not None and found.isVisible()
    found.click()


def card(window: MainWindow) -> QPushButton | None:
    """The first unfinished work on the start page."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    return window.start.findChild(QPushButton, "unfinished0")


def go_on(window: MainWindow) -> None:
    found = card(window)
    assert found is not None and found.isVisible()
    found.click()


def texts(of: QDialog) -> str:
    return "\n".join(label.text() for label in of.findChildren(QLabel))


@pytest.fixture
def begun(make_window: MakeWindow, roster: Path) -> Path:
    """The roster, with work on it that was left: two edits, one of them undone."""
    window, keeper = make_window()
    window.open_path(roster)
    edit(window, keeper, 0, "改甲")
    edit(window, keeper, 1, "改乙")
    assert window.document is not None
    window.document.undo()
    window.work.school_confirmed.emit()
    window.close()
    return roster


# --- going on ------------------------------------------------------------------------------------


def test_status_line_tells_that_the_work_is_safe(make_window: MakeWindow, roster: Path,
                                                 qtbot: QtBot, home: Path) -> None:
    window, keeper = make_window()
    window.open_path(roster)
    assert window.status.save_state.text() == "修改会自动保存"
    assert working_copies(home) == []
    assert window.document is not None
    window.document.edit([(0, NAME, "改甲")])
    qtbot.waitUntil(lambda: window.status.save_state.text().startswith("所有修改已保存"))
    [copy] = working_copies(home)
    assert load(copy).roster.rows[0].cells[NAME] == "改甲"
    window.actions_of[Act.CLOSE].trigger()
    assert window.document is None and window.status.save_state.text() == ""


def test_opening_again_offers_to_go_on(make_window: MakeWindow, begun: Path) -> None:
    window, keeper = make_window()
    window.open_path(begun)
    question = dialog("continueDialog")
    assert window.document is None
    assert "还没有做完" in texts(question) and begun.name in texts(question)
    press(question, "goOn")
    assert names(window)[0] == "改甲" and window.open_work is not None
    assert window.open_work.school_confirmed
    assert not window.work.school.isVisible()
    assert window.status.save_state.text().startswith("所有修改已保存")
    before = names(window)[1]
    window.actions_of[Act.REDO].trigger()
    assert names(window)[1] == "改乙"
    window.actions_of[Act.UNDO].trigger()
    window.actions_of[Act.UNDO].trigger()
    assert names(window)[:2] != ["改甲", "改乙"] and names(window)[1] == before


def test_starting_anew_sets_the_old_work_aside(make_window: MakeWindow, begun: Path,
                                               home: Path) -> None:
    window, keeper = make_window()
    window.open_path(begun)
    press(dialog("continueDialog"), "startAnew")
    assert names(window)[0] != "改甲"
    assert window.document is not None and not window.document.journal.can_undo
    assert working_copies(home) == [] and len(set_aside_copies(home)) == 1
    edit(window, keeper, 0, "改丙")
    assert len(working_copies(home)) == 1


def test_neither_is_also_an_answer(make_window: MakeWindow, begun: Path, home: Path) -> None:
    window, _ = make_window()
    for _ in range(2):  # nothing is held after a no
        window.open_path(begun)
        press(dialog("continueDialog"), "cancel")
        assert window.document is None
    assert len(working_copies(home)) == 1


@pytest.mark.parametrize(("answer", "expected"), [("goOn", "改甲"), ("startAnew", "新名字")])
def test_roster_changed_meanwhile_is_noticed(make_window: MakeWindow, begun: Path,
                                             make_document: MakeDocument, answer: str,
                                             expected: str) -> None:
    write_roster(begun, make_document(36, [(0, "name", "新名字")]))
    window, keeper = make_window()
    window.open_path(begun)
    question = dialog("continueDialog")
    assert "改过" in texts(question) and "文件现在的内容" in texts(question)
    press(question, answer)
    assert names(window)[0] == expected
    assert window.open_work is not None
    assert window.open_work.source_unchanged is (answer == "startAnew")


def test_start_page_lists_unfinished_work(make_window: MakeWindow, begun: Path) -> None:
    window, _ = make_window()
    listed = card(window)
    assert listed is not None and listed.accessibleName() == begun.name
    assert "还有" in listed.accessibleDescription() and "保存" in listed.accessibleDescription()
    listed.click()
    assert names(window)[0] == "改甲"
    window.actions_of[Act.CLOSE].trigger()
    assert card(window).isVisible()


def test_work_goes_on_though_the_file_is_gone(make_window: MakeWindow, begun: Path) -> None:
    begun.unlink()
    window, keeper = make_window()
    go_on(window)
    assert names(window)[0] == "改甲" and "不在原处" in window.status.message.text()
    edit(window, keeper, 2, "改丙")


def test_changed_roster_is_noticed_from_the_start_page_too(
        make_window: MakeWindow, begun: Path, make_document: MakeDocument) -> None:
    write_roster(begun, make_document(36, [(0, "name", "新名字")]))
    window, _ = make_window()
    go_on(window)
    press(dialog("continueDialog"), "startAnew")
    assert names(window)[0] == "新名字"


def test_same_content_under_another_name(make_window: MakeWindow, begun: Path,
                                         tmp_path: Path) -> None:
    other = tmp_path / "又收到一次.xlsx"
    other.write_bytes(begun.read_bytes())
    window, _ = make_window()
    window.open_path(other)
    press(dialog("continueDialog"), "goOn")
    assert names(window)[0] == "改甲"


def test_damaged_work_is_said_and_the_roster_opens(make_window: MakeWindow, begun: Path, home: Path,
                                                   messages: object) -> None:
    [copy] = working_copies(home)
    content = bytearray(copy.read_bytes())
    content[content.index(b"\\u6539\\u7532")] ^= 1
    copy.write_bytes(content)
    window, _ = make_window()
    window.open_path(begun)
    press(dialog("continueDialog"), "goOn")
    assert "已损坏" in messages.texts[-1] and window.document is None
    window.open_path(begun)
    assert names(window)[0] != "改甲"
    assert len(set_aside_copies(home)) == 1


def test_damage_and_interrupted_output_are_told_at_the_start(
        make_window: MakeWindow, begun: Path, home: Path, messages: object, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch) -> None:
    [copy] = working_copies(home)
    copy.write_bytes(copy.read_bytes()[:5000])
    (home / "b.xueji.part").write_bytes(b"half")
    (home / "output.json").write_text('"/somewhere"', encoding="ascii")
    monkeypatch.setattr("models.commit.pair_journal.recover", lambda *_: ["现已补完"])
    window, keeper = make_window()
    keeper.start()
    qtbot.waitUntil(lambda: len(messages.texts) == 2)
    assert any("已损坏" in text for text in messages.texts)
    assert any("现已补完" in text for text in messages.texts)
    assert not (home / "b.xueji.part").exists() and len(set_aside_copies(home)) == 1
    keeper.start()
    keeper.stored_changed.emit()
    assert len(messages.texts) == 2 and card(window) is None


def test_no_longer_needed(make_window: MakeWindow, begun: Path, home: Path,
                          messages: object) -> None:
    window, _ = make_window()
    messages.answer = False
    window.start.findChild(QPushButton, "discard0").click()
    assert len(working_copies(home)) == 1
    messages.answer = True
    window.start.findChild(QPushButton, "discard0").click()
    assert working_copies(home) == []
    assert "永久" not in messages.texts[0] and begun.name in messages.texts[0]


def test_reading_anew_with_other_columns_sets_the_old_work_aside(
        make_window: MakeWindow, roster: Path, home: Path) -> None:
    window, keeper = make_window()
    window.open_path(roster)
    edit(window, keeper, 0, "改甲")
    window.remap()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, QDialog)
    asked.accept()
    assert names(window)[0] != "改甲" and len(set_aside_copies(home)) == 1
    edit(window, keeper, 0, "改丙")
    [copy] = working_copies(home)
    assert load(copy).source.path == roster and load(copy).source.sha256 != ""
    other, _ = make_window()
    other.open_path(roster)
    assert other.document is not None and other.document.read_only  # still claimed


# --- two at once ---------------------------------------------------------------------------------


def test_second_window_is_told_and_may_look(make_window: MakeWindow, roster: Path, home: Path,
                                            messages: object) -> None:
    first, first_keeper = make_window()
    first.open_path(roster)
    edit(first, first_keeper, 0, "改甲")
    second, second_keeper = make_window()
    messages.answer = False
    second.open_path(roster)
    assert second.document is None and "另一个窗口" in messages.texts[-1]
    messages.answer = True
    second.open_path(roster)
    assert second.document is not None and second.document.read_only
    assert "只读" in second.status.save_state.text()
    with pytest.raises(EditError, match="只供查看"):
        second.document.edit([(0, NAME, "改乙")])
    assert not second.actions_of[Act.FORMAT].isEnabled()
    assert len(working_copies(home)) == 1
    second.actions_of[Act.CLOSE].trigger()
    first.actions_of[Act.CLOSE].trigger()
    second.open_path(roster)
    press(dialog("continueDialog"), "goOn")
    assert not second.document.read_only
    assert second_keeper.is_safe


def test_work_of_another_window_is_not_taken(make_window: MakeWindow, begun: Path,
                                             messages: object) -> None:
    first, _ = make_window()
    second, _ = make_window()
    first.open_path(begun)
    press(dialog("continueDialog"), "goOn")
    go_on(second)
    assert second.document is None and "另一个窗口" in messages.texts[-1]
    second.start.findChild(QPushButton, "discard0").click()
    assert "另一个窗口" in messages.texts[-1]


def test_the_open_roster_is_not_opened_twice(make_window: MakeWindow, roster: Path,
                                             messages: object) -> None:
    window, keeper = make_window()
    window.open_path(roster)
    edit(window, keeper, 0, "改甲")
    window.open_path(roster)
    assert "已经打开" in messages.texts[-1] and names(window)[0] == "改甲"


def test_another_roster_takes_its_place_only_when_it_can_be_read(
        make_window: MakeWindow, roster: Path, tmp_path: Path, make_document: MakeDocument,
        messages: object, home: Path) -> None:
    window, keeper = make_window()
    window.open_path(roster)
    edit(window, keeper, 0, "改甲")
    (tmp_path / "坏的.xlsx").write_bytes(b"PK\x03\x04 cut off")
    window.open_path(tmp_path / "坏的.xlsx")
    assert messages.texts and names(window)[0] == "改甲"
    edit(window, keeper, 1, "改乙")  # still kept
    window.open_path(write_roster(tmp_path / "另一份.xlsx", make_document(20)))
    assert names(window)[0] != "改甲"
    [copy] = working_copies(home)
    assert [row.cells[NAME] for row in load(copy).roster.rows[:2]] == ["改甲", "改乙"]


def test_second_start_brings_the_window_forward(make_window: MakeWindow, roster: Path,
                                                qtbot: QtBot) -> None:
    window, _ = make_window()
    window.showMinimized()
    bring_forward(window, None)
    assert not window.isMinimized() and window.document is None
    bring_forward(window, roster)
    assert window.document is not None
    window.actions_of[Act.ABOUT].trigger()
    bring_forward(window, roster)
    assert "请先完成" in window.status.message.text()
    dialog("aboutDialog").reject()


# --- a disk that fails ---------------------------------------------------------------------------


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def fail(*_: object) -> None:
        raise SessionFullError("磁盘已满，请腾出空间")
    monkeypatch.setattr(SessionWriter, "__init__", fail)
    return monkeypatch


def test_failing_disk_is_told_once_and_closing_asks(
        make_window: MakeWindow, roster: Path, qtbot: QtBot, messages: object,
        failing: pytest.MonkeyPatch) -> None:
    window, keeper = make_window()
    window.open_path(roster)
    assert window.document is not None
    window.document.edit([(0, NAME, "改甲")])
    qtbot.waitUntil(lambda: "磁盘已满" in "".join(messages.texts))
    window.document.edit([(1, NAME, "改乙")])
    assert "还没有保存" in window.status.save_state.text() and not keeper.is_safe
    answers = ["cancel", "tryAgain", "cancel", "giveUp"]

    def answer() -> None:
        asked = open_dialog()
        assert isinstance(asked, UnsavedDialog)
        press(asked, answers.pop(0))
    for asked, stays in ((1, True), (2, True), (1, False)):
        with answered(*[answer] * asked):
            window.actions_of[Act.CLOSE].trigger()
        assert (window.document is not None) is stays
    assert answers == [] and messages.texts.count("磁盘已满，请腾出空间") == 1


# --- privacy -------------------------------------------------------------------------------------


@pytest.mark.parametrize("keeps", [True, False])
def test_after_handing_in_the_work_may_go(make_window: MakeWindow, roster: Path, home: Path,
                                          qtbot: QtBot, messages: object, keeps: bool) -> None:
    window, keeper = make_window()
    window.open_path(roster)
    assert window.document is not None
    window.document.edit([(12, 3, "男")])
    window.document.set_school(window.document.school)
    window.work.school_confirmed.emit()
    window.submit()
    handing_in = window.findChild(SubmissionDialog)
    press(handing_in, "go")
    assert handing_in.result_of is not None and not handing_in.result_of.unfinished
    messages.answer = not keeps
    press(handing_in, "go")
    qtbot.waitUntil(lambda: "要删除保存在这台电脑上的工作吗" in "".join(messages.texts))
    qtbot.waitUntil(lambda: len(working_copies(home)) == int(keeps))
    if keeps:
        window.actions_of[Act.CLOSE].trigger()
        assert card(window) is None
    else:
        edit(window, keeper, 0, "改甲")
        assert len(working_copies(home)) == 1


def test_saved_work_can_be_cleared(make_window: MakeWindow, begun: Path, home: Path,
                                   messages: object) -> None:
    window, keeper = make_window()
    window.actions_of[Act.STORED].trigger()
    stored = dialog("storedWorkDialog")
    assert isinstance(stored, StoredWorkDialog)
    assert begun.name in stored.list.item(0).text()
    assert not stored.delete_button.isEnabled()
    press(stored, "chooseAll")
    assert "1" in stored.delete_button.text()
    press(stored, "delete")
    assert not stored.isVisible() and working_copies(home) == []
    assert card(window) is None
    window.actions_of[Act.STORED].trigger()
    assert "没有保存的工作" in texts(dialog("storedWorkDialog"))
    dialog("storedWorkDialog").reject()


def test_no_student_outside_the_working_copies(make_window: MakeWindow, begun: Path, home: Path,
                                               tmp_path: Path) -> None:
    window, keeper = make_window()
    window.open_path(begun)
    press(dialog("continueDialog"), "goOn")
    assert window.document is not None
    secrets = {cell for row in window.document.roster.rows for cell in row.cells[:3] if cell}
    assert not any(secret in window.windowTitle() for secret in secrets)
    window.actions_of[Act.CLOSE].trigger()
    window.close()
    searched = 0
    for path in tmp_path.rglob("*"):
        if path.is_file() and path != begun and path.suffix != ".xueji":
            content = path.read_bytes()
            searched += 1
            for secret in secrets:
                for form in (secret.encode(), secret.encode("gb18030"),
                             secret.encode("utf-16-le"), ascii(secret)[1:-1].encode()):
                    assert form not in content, path
    assert searched >= 2


def test_another_schools_file_is_only_looked_at(
        make_window: MakeWindow, roster: Path, home: Path) -> None:
    window, keeper = make_window()
    window.many.open_requested.emit(roster, "shanghai")
    document = window.document
    assert document is not None and document.read_only
    assert keeper.current is not None and keeper.current.is_to_look
    assert not window.work.school.isVisible()
    assert not window.actions_of[Act.FIX_ALL].isEnabled()
    with pytest.raises(EditError):
        document.edit([(document.roster.rows[0].id, NAME, "别的")])
    assert working_copies(home) == [] and str(roster) not in map(str, window.settings.recent)
    other, _ = make_window()  # nobody is kept from working on it
    other.open_path(roster)
    assert other.document is not None and not other.document.read_only
