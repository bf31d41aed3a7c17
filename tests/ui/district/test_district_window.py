"""The window of all schools: its three views, marking a pair, opening a file, the outputs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlrd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from app.district import audit
from tests.app.commands.command import call
from tests.app.district.county import County, county, name_of
from ui.district.district_window import DistrictWindow
from ui.widgets import message, worker


@pytest.fixture
def some() -> County:
    made = county(4, 40)
    a, b, c, _ = made.codes
    made.same_main((a, 20), (b, 20))
    made.same_person((b, 5), (c, 5))
    return made


@pytest.fixture
def window(some: County, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
           ) -> Iterator[DistrictWindow]:
    some.write(tmp_path / "各校学籍总库")
    shown = DistrictWindow(tmp_path / "各校学籍总库",
                           some.write_list(tmp_path / "list.xlsx", {"3101170099": "未交学校"}))
    shown.show()
    qtbot.waitUntil(lambda: shown.audit is not None, timeout=30_000)
    yield shown
    shown.close()
    worker.wait_for_all()


def test_every_school_is_a_line_with_its_state(window: DistrictWindow) -> None:
    model = window.school_table.model()
    states = [model.index(row, 10).data() for row in range(model.rowCount())]
    assert states == ["▲ 有错误", "▲ 有错误", "□ 待确认", "✓ 通过", "— 未交"]
    window.school_table.selectRow(0)
    assert "1 名学生别校也有" in window.heading.text()
    assert window.detail.full_text().startswith("4 个文件，160 人，名单 5 所")
    assert window.states.text() == "通过 1，待确认 1，有错误 2，未交 1"


def test_enter_opens_the_schools_file(window: DistrictWindow, qtbot: QtBot) -> None:
    window.school_table.selectRow(3)
    assert window.audit is not None and window.audit.lines[3].file is not None
    file = window.folder / window.audit.lines[3].file
    with qtbot.waitSignal(window.open_requested) as opened:
        qtbot.keyClick(window.school_table, Qt.Key.Key_Return)
    assert opened.args == [file, "shanghai"]


def test_a_verified_pair_stays_verified(
        window: DistrictWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window.show_view(2)
    window.pair_table.selectRow(0)
    assert "给学校的核查单里，别校学生只写" in window.words.text()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("双胞胎，号码已向派出所核实", True))
    qtbot.mouseClick(window.verify_card, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.audit and window.audit.pairs[0].reason), timeout=30_000)
    states = [line.state for line in window.audit.lines]  # type: ignore[union-attr]
    assert states[:2] == ["通过", "待确认"]
    window.audit = None
    qtbot.mouseClick(window.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.audit is not None, timeout=30_000)
    assert window.audit.unchanged == 4  # type: ignore[attr-defined]
    assert window.audit.pairs[0].reason == "双胞胎，号码已向派出所核实"  # type: ignore[attr-defined]


def test_the_outputs_are_written_beside_the_files(
        window: DistrictWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(message, "ask", lambda _parent, text, *_more, **_words: told.append(text))
    qtbot.mouseClick(window.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told == ["已写出 8 个文件。"]
    assert len(list(window.results.glob("核查单_*.xls"))) == 5


def test_the_list_of_schools_is_remembered(
        window: DistrictWindow, qtbot: QtBot) -> None:
    again = DistrictWindow(window.folder)
    again.show()
    qtbot.waitUntil(lambda: again.audit is not None, timeout=30_000)
    assert again.schools == window.schools
    assert [line.state for line in again.shown][-1] == "未交"
    again.close()


def test_what_changed_stands_beside_each_school(
        window: DistrictWindow, some: County, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message, "ask", lambda *_args, **_words: False)
    qtbot.mouseClick(window.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.busy, timeout=30_000)
    late = some.codes[3]
    some.schools[late][0].cells["name"] = ""
    some.write_one(window.folder / f"{late}{name_of(late)}.xls", late)
    window.audit = None
    qtbot.mouseClick(window.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.audit is not None, timeout=30_000)
    model = window.school_table.model()
    assert [model.index(row, 9).data() for row in range(model.rowCount())] == [
        "", "", "", "错误 +1", ""]
    assert "多 1 处错误" in window.summary.text()


def test_all_students_are_put_together_on_purpose_and_in_the_ledger(
        window: DistrictWindow, some: County, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(message, "ask", lambda _parent, text, *_more, **_words: told.append(text))
    qtbot.mouseClick(window.whole_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told == ["已把 160 名学生汇成 1 个文件，并记入台账。"]
    sheet = xlrd.open_workbook(str(window.results / "汇总总库.xls")).sheet_by_index(0)
    assert sheet.nrows == 161
    assert sheet.row_values(0)[:5] == ["学校代码", "学校全称", "原文件", "原行号", "学籍主号"]
    first = some.codes[0]
    assert sheet.row_values(1)[:5] == [first, name_of(first), f"{first}{name_of(first)}.xls", "4",
                                       some.schools[first][0].cells["main_number"]]
    line = call("ledger", "--json").json["lines"][-1]
    assert (line["file"], line["count"]) == ("汇总总库.xls", 160)


def test_schools_are_shown_while_others_are_read(
        some: County, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_BATCH_SECONDS", 0.0)
    some.write(tmp_path)
    shown = DistrictWindow(tmp_path)
    seen: list[int] = []
    shown.school_table.model().modelReset.connect(
        lambda: seen.append(shown.school_table.model().rowCount()))
    shown.show()
    qtbot.waitUntil(lambda: shown.audit is not None, timeout=30_000)
    assert seen[0] < 4 and seen[-1] == 4 and seen == sorted(seen)
    shown.close()
    worker.wait_for_all()
