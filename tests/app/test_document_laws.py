"""Laws of the document under any work: undo restores, incremental is as good as anew."""

from __future__ import annotations

from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.document import Document
from models.attached import AttachedList
from models.dispositions import Link
from models.fields import FIELD_KEYS
from models.school import School
from tests.builders import (
    CODE, SCHOOL, SHANGHAI, TODAY, everything, resident_id, roster_of, student, sub_number)
from validators.engine import Validator

TWIN = resident_id("20000305", order=13)
BAD_CHECK = TWIN[:17] + ("0" if TWIN[17] != "0" else "1")
VALUES: dict[str, list[str]] = {
    "main_number": ["", TWIN, BAD_CHECK, f" {TWIN}", resident_id(), "12345678", "1234567(8)",
                    "3.10117200003050E+17", student(1, 1)["main_number"]],
    "sub_number": ["", sub_number(), sub_number(serial=2), sub_number(serial=0),
                   sub_number(1, 2006), sub_number(code="3101170002"), f"'{sub_number(serial=5)}",
                   sub_number(code="3101170002", serial=3), "3.10117000122011E+18", "3101",
                   "31011700012201107", sub_number(entry=2010, serial=4), sub_number(1, 2012)],
    "name": ["", "王五", "王 五", "王?", "王\ue000", "三"],
    "sex": ["", "男", "女", "1", "?"],
    "grade": ["", "七年级", "初一", "八年级", "2011级", "一年级", "六年级", "?"],
    "class_name": ["", "1班", "2班", "七(3)班", "(3)班", "八(1)班", "4班", "班"],
    "graduation_year": ["", "2015届", "2015", "2014届", "2016年", "?"],
    "stage": ["", "初中", "2", "小学", "特教", "?"],
}
KEYS = [key for key in FIELD_KEYS if key != "stage"]
START = [student(n, class_name=f"{n % 3 + 1}班") for n in range(1, 6)] + [
    student(7, name="王五", main_number=resident_id()),
    student(8, 8, sub_number=sub_number(entry=2010, serial=1)), student(10, 6),
    student(11, 1, main_number=TWIN)]


def state_of(document: Document) -> Any:
    """All that can be seen of a document."""
    roster = document.roster
    return (
        tuple((column.title, column.key) for column in roster.columns),
        tuple((row.id, row.number, tuple(row.cells)) for row in roster.rows),
        tuple(tuple(roster.is_edited(row.id, i) for i in range(len(roster.columns)))
              for row in roster.rows),
        tuple(row.id for row in roster.removed()),
        frozenset(document.journal.confirmations.values()),
        frozenset(document.journal.links),
        document.tally(),
        tuple(map(repr, everything(document.validator))),
    )


class Work(RuleBasedStateMachine):
    """A clerk who does anything in any order."""

    @initialize(missing=st.booleans())
    def open(self, missing: bool) -> None:
        self.document = Document(roster_of(START, KEYS if missing else FIELD_KEYS, extra=["备注"]),
                                 SHANGHAI, SCHOOL, today=TODAY)
        self.before = [state_of(self.document)]
        self.after: list[Any] = []

    def done(self, happened: bool = True) -> None:
        """A step was taken (or nothing was to be done)."""
        state = state_of(self.document)
        if happened:
            self.before.append(state)
            self.after.clear()
        assert state == self.before[-1]

    def row(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from([row.id for row in self.document.roster.rows]))

    @rule(data=st.data(), count=st.integers(1, 3))
    def edit(self, data: st.DataObject, count: int) -> None:
        if not len(self.document.roster):
            return
        cells = []
        for _ in range(count):
            column = data.draw(st.sampled_from(range(len(self.document.roster.columns))))
            key = self.document.roster.columns[column].key
            text = data.draw(st.sampled_from(VALUES[key] if key else ["", "转入"]))
            cells.append((self.row(data), column, text))
        self.done(self.document.edit(cells, data.draw(st.sampled_from(["", "错字"]))))

    @rule(data=st.data())
    def insert(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.document.roster)))
        cells = [data.draw(st.sampled_from(VALUES[key])) if key else ""
                 for key in (column.key for column in self.document.roster.columns)]
        self.document.insert_row(place, "漏报", cells)
        self.done()

    @rule(data=st.data(), count=st.integers(1, 3))
    def delete(self, data: st.DataObject, count: int) -> None:
        if len(self.document.roster):
            self.document.delete_rows([self.row(data) for _ in range(count)], "转出")
            self.done()

    @rule(data=st.data(), reason=st.sampled_from(["留级", "休学"]))
    def confirm(self, data: st.DataObject, reason: str) -> None:
        can = [each for each in self.document.validator.all_findings()
               if self.document.validator.confirmable(each.rule)]
        if can:
            self.document.confirm([data.draw(st.sampled_from(can))], reason)
            self.done()

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        confirmed = [each for each in self.document.validator.all_findings()
                     if self.document.is_confirmed(each)]
        if confirmed:
            self.document.withdraw([data.draw(st.sampled_from(confirmed))])
            self.done()

    @rule()
    def fix_all_writing(self) -> None:
        self.done(self.document.apply_fixes(self.document.safe_fixes(), "一键规范写法"))
        assert not self.document.safe_fixes()

    @precondition(lambda self: self.document.roster.missing_fields())
    @rule()
    def add_column(self) -> None:
        self.document.add_column("stage")
        self.done()

    @rule()
    def undo(self) -> None:
        if self.document.undo():
            self.after.append(self.before.pop())
        assert state_of(self.document) == self.before[-1]

    @rule()
    def redo(self) -> None:
        if self.document.redo():
            self.before.append(self.after.pop())
        assert state_of(self.document) == self.before[-1]

    @rule()
    def undo_everything(self) -> None:
        while self.document.undo():
            self.after.append(self.before.pop())
        assert len(self.before) == 1
        assert state_of(self.document) == self.before[0]

    @invariant()
    def incremental_is_as_good_as_anew(self) -> None:
        if hasattr(self, "document"):
            fresh = Validator(self.document.roster, SHANGHAI, SCHOOL, TODAY)
            fresh.is_open = self.document.validator.is_open
            assert everything(self.document.validator) == everything(fresh)
            assert set(self.document.validator.rows_with_findings()) == set(
                fresh.rows_with_findings())


TestWork = Work.TestCase
TestWork.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


class WorkBesideAList(Work):
    """The same with last year's list beside the roster: who is paired follows from the edits."""

    @initialize(missing=st.booleans())
    def open(self, missing: bool) -> None:
        super().open(missing)
        listed = [dict(each) for each in START[:-2]] + [student(20, 6), student(21, 6)]
        listed[1]["name"], listed[2]["class_name"] = "王五", "4班"
        self.document.attach(AttachedList(
            roster_of(listed, path="名单.xls"), "list", frozenset(), "0123456789abcdef"))
        self.before = [state_of(self.document)]

    @rule(data=st.data())
    def say_who_is_whom(self, data: st.DataObject) -> None:
        entries = [finding.params["subject"] for finding in self.document.validator.file_findings()
                   if finding.rule == "list-missing"]
        if entries and len(self.document.roster):
            link = Link(self.row(data), data.draw(st.sampled_from(entries)))
            if (link.row, link.entry) not in self.document.journal.links:
                self.document.carry_out([link], "", "同一人")
                self.done()

    @invariant()
    def incremental_is_as_good_as_anew(self) -> None:
        if hasattr(self, "document"):
            fresh = Validator(self.document.roster, SHANGHAI, SCHOOL, TODAY)
            ours = [finding.key for finding in self.document.validator.all_findings()
                    if not finding.rule.startswith("list-")]
            assert ours == [finding.key for finding in fresh.all_findings()]
            for counts in self.document.held.counts() if self.document.held else ():
                assert counts.listed == 9
                assert counts.differs == len({
                    finding.row for finding in self.document.validator.all_findings()
                    if finding.rule == "list-differs"})
                assert len(self.document.roster) >= (
                    counts.same + counts.differs + counts.only_roster + counts.ask)


TestWorkBesideAList = WorkBesideAList.TestCase
TestWorkBesideAList.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


def test_another_school_is_judged_as_if_it_were_so_from_the_start() -> None:
    other = School("3101170002", "", 2011, "6-3-3")
    document = Document(roster_of(START), SHANGHAI, SCHOOL, today=TODAY)
    document.set_school(other)
    fresh = Validator(document.roster, SHANGHAI, other, TODAY)
    assert everything(document.validator) == everything(fresh)
    document.set_school(School(CODE, "", 2012, "5-4-3"))
    assert everything(document.validator) == everything(
        Validator(document.roster, SHANGHAI, SCHOOL, TODAY))
