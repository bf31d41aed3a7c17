"""The journal: steps, confirmations, and net changes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.journal import (
    Change, Confirm, Confirmation, Correction, Journal, Step, Withdraw, corrections)
from models.roster import Roster
from tests.builders import roster_of

KNOWN = Confirmation(0, "name", "name-rare", "", "户口簿如此")


def step(*changes: Change, reasons: Sequence[str] = (), label: str = "修改") -> Step:
    return Step(label, "2012-11-26T10:00:00", changes, tuple(reasons) or ("",) * len(changes))


def test_undo_and_redo_move_through_the_steps() -> None:
    journal = Journal()
    told: list[int] = []
    journal.listen(lambda: told.append(journal.done))
    assert (journal.can_undo, journal.can_redo) == (False, False)
    assert (journal.undo_label, journal.redo_label) == ("", "")
    first, second, third = (step(label=label) for label in "甲乙丙")
    journal.push(first)
    journal.push(second)
    assert journal.step_back() is second
    assert (journal.undo_label, journal.redo_label) == ("甲", "乙")
    assert journal.step_forward() is second
    assert journal.step_back() is second
    journal.push(third)
    assert journal.steps == [first, third] and not journal.can_redo
    assert told == [1, 2, 1, 2, 1, 2]


def test_nothing_to_undo_or_redo() -> None:
    with pytest.raises(IndexError):
        Journal().step_back()
    with pytest.raises(IndexError):
        Journal().step_forward()


def test_confirmations() -> None:
    journal = Journal()
    journal.note([Confirm(KNOWN)])
    assert journal.confirmations == {KNOWN.key: KNOWN}
    assert journal.confirmations_at(0, "name") == [KNOWN]
    assert journal.confirmations_at(0, None) == [KNOWN]
    assert journal.confirmations_at(0, "sex") == journal.confirmations_at(1, None) == []
    journal.note([Withdraw(KNOWN)])
    assert journal.confirmations == {}


def test_a_journal_read_back_knows_what_is_confirmed() -> None:
    steps = [step(Confirm(KNOWN)), step(Withdraw(KNOWN))]
    assert Journal(steps, 1).confirmations == {KNOWN.key: KNOWN}
    assert Journal(steps, 2).confirmations == {}


@pytest.mark.parametrize("change", [Confirm(KNOWN), Withdraw(KNOWN)])
def test_an_inverse_of_an_inverse_is_the_change(change: Confirm | Withdraw) -> None:
    assert change.inverse().inverse() == change


# --- net changes ----------------------------------------------------------------------------------


def names(*texts: str) -> Roster:
    return roster_of([{"name": text, "sex": "男"} for text in texts], ["name", "sex"])


def work(roster: Roster, *steps: Step) -> list[Correction]:
    for each in steps:
        roster.apply([change for change in each.changes
                      if not isinstance(change, Confirm | Withdraw)])
    return corrections(roster, Journal(list(steps), len(steps)))


def test_only_the_net_change_counts() -> None:
    roster = names("甲", "乙")
    first, second = roster.set_cell(0, 0, "丙"), roster.set_cell(1, 0, "丁")
    roster.apply([first, second])
    third, fourth = roster.set_cell(0, 0, "戊"), roster.set_cell(1, 0, "乙")
    roster.apply([third, fourth])
    journal = Journal([step(first, second, reasons=("错字", "错字")),
                       step(third, fourth, reasons=("再改", "改回"))], 2)
    assert corrections(roster, journal) == [
        Correction("changed", 0, 0, "甲", "戊", "再改")]


def test_a_reason_given_twice_is_said_once_and_none_not_at_all() -> None:
    roster = names("甲")
    first = roster.set_cell(0, 0, "乙")
    roster.apply([first])
    second = roster.set_cell(0, 0, "丙")
    roster.apply([second])
    third = roster.set_cell(0, 0, "丁")
    roster.apply([third])
    journal = Journal([step(first, reasons=("错字",)), step(second),
                       step(third, reasons=("错字",))], 3)
    assert [each.reason for each in corrections(roster, journal)] == ["错字"]


def test_added_and_removed_rows_are_one_line_each() -> None:
    roster = names("甲", "乙")
    found = work(roster, step(roster.insert_row(1, ["丙"]), reasons=("漏报",)),
                 step(roster.delete_row(0), reasons=("转出",)))
    assert found == [Correction("added", 2, None, "", "", "漏报"),
                     Correction("removed", 0, None, "", "", "转出")]


def test_an_edited_row_that_is_removed_is_only_removed() -> None:
    roster = names("甲", "乙")
    edit = roster.set_cell(0, 0, "丙")
    roster.apply([edit])
    delete = roster.delete_row(0)
    roster.apply([delete])
    found = corrections(roster, Journal([step(edit, reasons=("错字",)),
                                         step(delete, reasons=("转出",))], 2))
    assert [(each.kind, each.reason) for each in found] == [("removed", "转出")]


def test_steps_that_were_undone_give_no_reasons() -> None:
    roster = names("甲")
    first = roster.set_cell(0, 0, "乙")
    roster.apply([first])
    second = roster.set_cell(0, 0, "丙")
    journal = Journal([step(first, reasons=("错字",)), step(second, reasons=("另一个",))], 1)
    assert [each.reason for each in corrections(roster, journal)] == ["错字"]
