"""The working copy: what it keeps, and that nothing damaged is ever taken for whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import pytest

from models.errors import SessionDamagedError, SessionError, SessionGoneError, SessionNewerError
from models.journal import Confirm, Confirmation, Journal, Step, Withdraw
from models.roster import AddColumn, Column, Roster, Row, SetCell
from models.school import School
from models.session.records import ROWS_IN_BLOCK, sealed, step_of, step_text
from models.session.session import (
    SET_ASIDE, VERSION, Opened, Progress, SessionWriter, Source, Status, delete, load,
    make_private_folder, new_name, opened, read_status, remove_drafts, set_aside, set_aside_copies,
    working_copies)

SCHOOL = School("3101170001", "星光学校", 2012, "5-4-3")
STATUS = Status(7, 3, True, "2012-11-20T10:42:00")
SOURCE = Source(Path("/名册/学生.xls"), "0" * 64, "shanghai", ("表一", "表二"))
AWKWARD = ["", "张三", "a\nb\r\n", "\ud800", "𠮷", "\x00", '"\\', "a\u2028", "x" * 40000]


def small_roster(rows: int = 5) -> Roster:
    columns = [Column("姓名", "name", "B"), Column(" 备注 ", None, "C")]
    return Roster(SOURCE.path, ("表一",), 2, columns,
                  [Row(i, [f"学生{i}", AWKWARD[i % len(AWKWARD)]], i + 3, "表一")
                   for i in range(rows)], ["说明"])


def step(*changes: object, label: str = "修改") -> Step:
    return Step(label, "2012-11-20T10:42:00", changes, tuple("原因" for _ in changes))


def write(path: Path, roster: Roster, steps: list[Step] | None = None) -> SessionWriter:
    steps = steps or []
    return SessionWriter(path, SOURCE, opened(roster),
                         Progress(0, steps, len(steps), SCHOOL, STATUS))


def edited(tmp_path: Path) -> tuple[Path, Roster, Journal]:
    """A working copy with every kind of step, all carried out in ``roster``."""
    roster = small_roster(12)
    confirmation = Confirmation(3, "name", "rare-name", "", "属实")
    made: list[Step] = []

    def do(*changes: object) -> None:
        roster.apply(c for c in changes if not isinstance(c, Confirm | Withdraw))
        made.append(step(*changes, label=f"第{len(made)}步"))
    do(*(SetCell(i, 0, f"学生{i}", text) for i, text in enumerate(AWKWARD)))
    do(roster.insert_row(2, ["新"]))
    do(roster.delete_row(4), Withdraw(confirmation))
    do(AddColumn("sex"))
    do(Confirm(confirmation))
    do(roster.set_cell(12, 0, "新来的"))
    journal = Journal(made, len(made))
    write(tmp_path / "a.xueji", roster, made).close()
    return tmp_path / "a.xueji", roster, journal


def test_everything_comes_back(tmp_path: Path) -> None:
    path, roster, journal = edited(tmp_path)
    saved = load(path)
    assert saved.source == SOURCE and saved.status == STATUS and saved.school == SCHOOL
    assert saved.journal.steps == journal.steps and saved.journal.done == journal.done
    assert saved.journal.confirmations == journal.confirmations
    assert saved.roster.columns == roster.columns and saved.roster.rows == roster.rows
    assert saved.roster.removed() == roster.removed()
    assert (saved.roster.sheets, saved.roster.header_row, saved.roster.notes) == (
        ("表一",), 2, ["说明"])
    assert [saved.roster.original(row.id) for row in saved.roster.rows] == [
        roster.original(row.id) for row in roster.rows]
    assert read_status(path) == (SOURCE, STATUS, SCHOOL)


@pytest.mark.parametrize("count", [0, 1, ROWS_IN_BLOCK, 2 * ROWS_IN_BLOCK + 1])
def test_a_step_of_many_changes_is_one_record(count: int) -> None:
    changes = tuple(SetCell(row, 2, "", f"示例“{row}”\ud83d") for row in range(count))
    step = Step("粘贴", "2012-11-26T10:30:05", changes, tuple(map(str, range(count))))
    assert step_of(json.loads(step_text(step))) == step


def test_undone_steps_come_back_undone(tmp_path: Path) -> None:
    roster = small_roster()
    steps = [step(SetCell(0, 0, "学生0", "甲")), step(SetCell(0, 0, "甲", "乙"))]
    with closing(SessionWriter(tmp_path / "a.xueji", SOURCE, opened(roster),
                               Progress(0, steps, 1, SCHOOL, STATUS))):
        pass
    saved = load(tmp_path / "a.xueji")
    assert saved.roster.rows[0].cells[0] == "甲"
    assert saved.journal.can_redo and saved.journal.steps == steps


def test_later_steps_replace_what_stood_there(tmp_path: Path) -> None:
    first = [step(SetCell(0, 0, "学生0", "甲")), step(SetCell(1, 0, "学生1", "乙"))]
    other = step(SetCell(2, 0, "学生2", "丙"))
    writer = write(tmp_path / "a.xueji", small_roster(), first)
    writer.save(Progress(1, [other], 2, SCHOOL, STATUS))
    writer.close()
    assert load(tmp_path / "a.xueji").journal.steps == [first[0], other]


def test_resumed_file_goes_on(tmp_path: Path) -> None:
    first = step(SetCell(0, 0, "学生0", "甲"))
    write(tmp_path / "a.xueji", small_roster(), [first]).close()
    writer = SessionWriter.resume(tmp_path / "a.xueji")
    second = step(SetCell(1, 0, "学生1", "乙"))
    writer.save(Progress(1, [second], 2, SCHOOL, STATUS))
    writer.close()
    assert load(tmp_path / "a.xueji").journal.steps == [first, second]


def test_opened_cells_are_those_of_the_file_whatever_was_edited_since() -> None:
    roster = small_roster()
    taken: Opened = opened(roster)
    roster.apply([SetCell(0, 0, "学生0", "改"), AddColumn("sex"), roster.delete_row(1)])
    roster.apply([roster.insert_row(0, ["新"])])
    assert [(row_id, cells) for row_id, _, _, cells in taken.rows()] == [
        (i, (f"学生{i}", AWKWARD[i])) for i in range(5)]
    assert [row for row in opened(roster).rows()] == list(taken.rows())


@pytest.mark.skipif(sys.platform == "win32", reason="the profile's rights guard it there")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    old = os.umask(0)
    try:
        writer = write(folder / "a.xueji", small_roster())
        writer.save(Progress(0, [step(SetCell(0, 0, "学生0", "甲"))], 1, SCHOOL, STATUS))
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        writer.close()
    finally:
        os.umask(old)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert modes and set(modes.values()) == {0o600}, modes


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_a_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir(mode=0o755)
    make_private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


# --- damage --------------------------------------------------------------------------------------


def same_as_whole(path: Path, roster: Roster, journal: Journal) -> bool:
    saved = load(path)
    return (saved.roster.rows == roster.rows and saved.journal.steps == journal.steps
            and saved.journal.done == journal.done and saved.source == SOURCE
            and saved.school == SCHOOL)


def test_flipped_bits_are_noticed(tmp_path: Path) -> None:
    """One bit anywhere: the file is refused, or it did no harm. Never another roster."""
    path, roster, journal = edited(tmp_path)
    whole = path.read_bytes()
    dice = random.Random(4)
    refused = 0
    for place in dice.sample(range(len(whole)), 400):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        try:
            assert same_as_whole(path, roster, journal), f"byte {place}"
        except SessionDamagedError:
            refused += 1
    assert refused > 100


def test_truncated_files_are_noticed(tmp_path: Path) -> None:
    path, roster, journal = edited(tmp_path)
    whole = path.read_bytes()
    for length in (0, 1, 15, 16, 100, 1000, 4095, 4096, 8192, len(whole) // 2, len(whole) - 4096,
                   len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(SessionDamagedError, match="已损坏"):
            load(path)
        with suppress(SessionDamagedError):  # it needs the first pages only
            assert read_status(path) == (SOURCE, STATUS, SCHOOL)


@pytest.mark.parametrize("damage", [
    "DELETE FROM steps WHERE seq = (SELECT max(seq) FROM steps)",
    "DELETE FROM steps WHERE seq = 1",
    "DELETE FROM rows",
    "DELETE FROM meta WHERE key = 'school'",
    "UPDATE steps SET value = replace(value, '第0步', '第9步'), seq = seq WHERE seq = 9 OR seq = 0",
    "UPDATE rows SET value = replace(value, 'u5b66', 'u5b67')",
    "UPDATE meta SET value = '1' WHERE key = 'journal'",
    "DROP TABLE steps",
])
def test_records_lost_or_altered_are_noticed(tmp_path: Path, damage: str) -> None:
    path, _, _ = edited(tmp_path)
    with closing(sqlite3.connect(path)) as base:
        base.execute("UPDATE steps SET value = value || ' ' WHERE seq = 0"
                     if "第0步" in damage else damage)
        base.commit()
    with pytest.raises(SessionDamagedError):
        load(path)


def test_a_file_of_something_else_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xueji"
    path.write_bytes(b"PK\x03\x04 not a database at all" * 500)
    with pytest.raises(SessionDamagedError):
        load(path)


def test_newer_version_is_left_alone(tmp_path: Path) -> None:
    path, _, _ = edited(tmp_path)
    with closing(sqlite3.connect(path)) as base:
        base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)",
                     sealed("version", str(VERSION + 1)))
        base.execute("DROP TABLE rows")
        base.commit()
    before = path.read_bytes()
    for read in (load, read_status):
        with pytest.raises(SessionNewerError, match="升级"):
            read(path)
    assert path.read_bytes() == before


def test_locked_by_another_program_is_not_damaged(tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    path, _, _ = edited(tmp_path)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, timeout: connect(file, timeout=0))
    with closing(connect(path)) as base:
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        base.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SessionError, match="稍后再试") as caught:
            load(path)
    assert not isinstance(caught.value, SessionDamagedError)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SessionGoneError):
        load(tmp_path / "a.xueji")


# --- the disk ------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can't be removed there")
@pytest.mark.parametrize("replaced", [False, True])
def test_writer_notices_that_its_file_is_gone(tmp_path: Path, replaced: bool) -> None:
    path = tmp_path / "a.xueji"
    with closing(write(path, small_roster())) as writer:
        if replaced:
            shutil.copy(path, tmp_path / "b")
            os.replace(tmp_path / "b", path)
        else:
            delete(path)
        with pytest.raises(SessionGoneError):
            writer.save(Progress(0, [step(SetCell(0, 0, "学生0", "甲"))], 1, SCHOOL, STATUS))


def test_nothing_half_made_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr("models.session.session._put", fail)
    with pytest.raises(SessionError, match="磁盘已满"):
        write(tmp_path / "a.xueji", small_roster())
    assert list(tmp_path.iterdir()) == []


def test_drafts_of_killed_runs_are_removed(tmp_path: Path) -> None:
    kept = write(tmp_path / "a.xueji", small_roster())
    kept.close()
    (tmp_path / "b.xueji.part").write_bytes(b"half")
    (tmp_path / "b.xueji.part-journal").write_bytes(b"half")
    assert working_copies(tmp_path) == [tmp_path / "a.xueji"]
    remove_drafts(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xueji"]


def test_names_are_free_even_when_the_clock_goes_backwards(tmp_path: Path) -> None:
    now = datetime(2012, 11, 20, 10, 42)
    names = []
    for _ in range(3):
        path = new_name(tmp_path, now)
        write(path, small_roster()).close()
        names.append(path)
    moved = set_aside(names[1])
    assert new_name(tmp_path, now) not in (*names, moved)
    assert len(set(names)) == 3


def test_set_aside_keeps_everything(tmp_path: Path) -> None:
    path, roster, journal = edited(tmp_path)
    writer = SessionWriter.resume(path)
    shutil.copy(path, tmp_path / "again.xueji")
    writer.close()
    moved = set_aside(path)
    assert not path.exists() and same_as_whole(moved, roster, journal)
    os.rename(tmp_path / "again.xueji", path)
    second = set_aside(path)
    assert second != moved and second.name.endswith(f"{SET_ASIDE}2")
    assert set_aside_copies(tmp_path) == sorted([moved, second])
    assert working_copies(tmp_path) == []
    delete(moved)
    assert set_aside_copies(tmp_path) == [second]
