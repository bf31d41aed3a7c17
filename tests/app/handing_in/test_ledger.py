"""The ledger: lines are only added, and whatever else is done to it shows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.handing_in.ledger import HEAD_NAME, Entry, Ledger

SHA = "ab" * 32


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger" / "ledger.db")


def three(ledger: Ledger) -> Ledger:
    for number in range(3):
        ledger.add([Entry("hand_in", "上报", "区 FTP", ("姓名", "性别"), 10 + number,
                          f"第{number}份.xls", SHA, note="226 完成")])
    return ledger


def do(ledger: Ledger, *statements: str) -> None:
    with closing(sqlite3.connect(ledger.path)) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()


def test_a_ledger_that_is_not_there_is_whole(ledger: Ledger) -> None:
    assert (ledger.lines(), ledger.faults()) == ([], [])
    assert not ledger.path.exists()


def test_lines_come_back_as_they_were_put(ledger: Ledger) -> None:
    lines = three(ledger).lines()
    assert [line.number for line in lines] == [1, 2, 3]
    assert lines[1].entry == Entry("hand_in", "上报", "区 FTP", ("姓名", "性别"), 11, "第1份.xls",
                                   SHA, note="226 完成")
    assert ledger.faults() == []
    assert SHA.encode() in ledger.path.read_bytes()
    if os.name == "posix":  # elsewhere the folder in the user's profile keeps others out
        assert ledger.path.stat().st_mode & 0o077 == 0


CHANGES = [
    f"UPDATE lines SET {column} = {value} WHERE number = {number}"
    for number in (1, 2, 3)
    for column, value in (
        ("time", "'2001-01-01'"), ("user", "'x'"), ("person", "'x'"), ("kind", "'export'"),
        ("purpose", "'x'"), ("recipient", "'x'"), ("fields", "'姓名、、性别'"), ("count", "1"),
        ("file", "'x'"), ("sha256", "'x'"), ("due", "'2030-01-01'"), ("note", "''"),
        ("refers", "7"), ("hash", "'x'"), ("previous", "'x'"), ("count", "'many'"))
]
REMOVALS = [f"DELETE FROM lines WHERE number {which}" for which in (
    "= 1", "= 2", "= 3", "> 1", "> 0")]
_COPY = ("INSERT INTO lines SELECT {}, time, user, person, kind, purpose, recipient, fields, count,"
         " file, sha256, due, note, refers, previous, hash FROM lines WHERE number = 3")
OTHERS = [_COPY.format(4), _COPY.format(0), "DROP TABLE lines", "DELETE FROM head",
          "UPDATE head SET number = 2", "ALTER TABLE lines DROP COLUMN note"]


@pytest.mark.parametrize("statement", [*CHANGES, *REMOVALS, *OTHERS])
def test_whatever_is_done_to_it_shows_and_goes_on_showing(ledger: Ledger, statement: str) -> None:
    do(three(ledger), statement)
    assert ledger.faults()
    ledger.add([Entry("export")])
    if not statement.startswith(("DELETE FROM head", "UPDATE head")):  # a lost head is made anew
        assert ledger.faults()


def test_the_last_line_and_the_head_taken_together_show(ledger: Ledger) -> None:
    second = three(ledger).lines()[1]
    do(ledger, "DELETE FROM lines WHERE number = 3",
       f"UPDATE head SET number = 2, hash = '{second.hash}'")
    assert ledger.faults()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"rubbish" * 999),
                                  lambda path: path.write_bytes(b"")])
def test_a_lost_or_spoilt_file_shows_and_new_lines_are_kept(
        ledger: Ledger, harm: Callable[[Path], object]) -> None:
    harm(three(ledger).path)
    assert ledger.faults()
    ledger.add([Entry("export", file="新.xls")])
    assert [line.entry.file for line in ledger.lines()] == ["新.xls"]
    assert [line.number for line in ledger.lines()] == [4]
    assert "1—3" in ledger.faults()[0].what


def test_without_its_head_the_last_lines_may_be_gone(ledger: Ledger) -> None:
    three(ledger)
    ledger.path.with_name(HEAD_NAME).unlink()
    assert "可能被删除" in ledger.faults()[0].what


def test_a_run_killed_between_line_and_head_is_no_fault(ledger: Ledger) -> None:
    three(ledger)
    head = ledger.path.with_name(HEAD_NAME)
    kept = head.read_bytes()
    ledger.add([Entry("export")])
    head.write_bytes(kept)
    assert ledger.faults() == []
    ledger.add([Entry("export")])
    assert ledger.faults() == []


def test_what_is_due_to_be_destroyed(ledger: Ledger) -> None:
    first, second, third = (ledger.add([Entry("export", due=due)])[0].number
                            for due in ("2012-12-01", "2012-12-10", ""))
    day = date(2012, 12, 5)
    assert [line.number for line in ledger.due(day)] == [first]
    ledger.add([Entry("extended", due="2012-12-08", refers=first)])
    assert ledger.due(day) == []
    assert [line.number for line in ledger.due(date(2012, 12, 10))] == [first, second]
    ledger.add([Entry("destroyed", refers=first)])
    assert [line.number for line in ledger.due(date(2012, 12, 10))] == [second]


def test_a_file_name_that_is_no_text_is_kept(ledger: Ledger) -> None:
    ledger.add([Entry("export", file="a\udcff.xls")])
    assert ledger.faults() == []
