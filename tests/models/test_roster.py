"""The roster: what can be asked of it, and the one door through which it changes."""

from __future__ import annotations

import pytest

from models.errors import EditError
from models.roster import AddColumn, DeleteRow, DropColumn, InsertRow, RosterChange, SetCell
from tests.builders import roster_of, students

KEYS = ["name", "sex", "main_number"]


def test_columns_and_values() -> None:
    roster = roster_of(students(2), KEYS, extra=["备注"])
    assert [roster.index(key) for key in (*KEYS, "stage")] == [0, 1, 2, None]
    assert roster.value(1, "sex") == "女"
    assert roster.value(1, "stage") == ""
    assert roster.missing_fields() == (
        "sub_number", "grade", "class_name", "graduation_year", "stage")
    assert len(roster) == 2 and 1 in roster and 2 not in roster
    with pytest.raises(KeyError):
        roster.row(2)


def test_an_edit_is_told_from_what_was_opened() -> None:
    roster = roster_of(students(2), KEYS)
    first = roster.set_cell(0, 0, "李四")
    assert roster.apply([first]) == {0}
    assert roster.is_edited(0, 0) and not roster.is_edited(0, 1) and not roster.is_edited(1, 0)
    assert roster.original_value(0, 0) == first.before
    assert list(roster.touched()) == [0]
    roster.apply([first.inverse()])
    assert not roster.is_edited(0, 0)
    assert roster.original(0) == tuple(roster.row(0).cells)


def test_an_added_row_has_no_original() -> None:
    roster = roster_of(students(2), KEYS)
    insert = roster.insert_row(1, ["新"])
    assert insert.cells == ("新", "", "")
    roster.apply([insert])
    assert [row.id for row in roster.rows] == [0, insert.row, 1]
    assert roster.original(insert.row) is None
    assert roster.original_value(insert.row, 0) is None
    assert roster.is_edited(insert.row, 0) and not roster.is_edited(insert.row, 1)
    assert [row.id for row in roster.added()] == [insert.row]
    assert [roster.position(row.id) for row in roster.rows] == [0, 1, 2]
    assert roster.row(insert.row).number is None


def test_a_deleted_row_comes_back_as_it_was() -> None:
    roster = roster_of(students(3), KEYS)
    roster.apply([roster.set_cell(1, 0, "李四")])
    delete = roster.delete_row(1)
    roster.apply([delete])
    assert [row.id for row in roster.rows] == [0, 2] and 1 not in roster
    assert [row.id for row in roster.removed()] == [1]
    assert roster.original(1) != tuple(delete.cells)
    roster.apply([delete.inverse()])
    assert [row.id for row in roster.rows] == [0, 1, 2]
    assert roster.row(1).cells[0] == "李四" and roster.row(1).number == 3
    assert roster.is_edited(1, 0) and roster.removed() == []


def test_an_added_and_deleted_row_is_no_removed_one() -> None:
    roster = roster_of(students(1), KEYS)
    insert = roster.insert_row(0)
    roster.apply([insert])
    roster.apply([roster.delete_row(insert.row)])
    assert roster.removed() == [] and list(roster.added()) == []


def test_an_added_column_is_the_last_one_and_empty() -> None:
    roster = roster_of(students(2), KEYS, extra=["备注"])
    assert roster.apply([AddColumn("stage")]) == {0, 1}
    assert roster.index("stage") == 4 and roster.columns[4].title == "学段"
    assert roster.columns[4].letter is None
    assert roster.value(0, "stage") == "" and roster.original_value(0, 4) == ""
    roster.apply([roster.set_cell(0, 4, "初中")])
    assert roster.is_edited(0, 4)
    roster.apply([roster.set_cell(0, 4, ""), DropColumn("stage")])
    assert roster.index("stage") is None and len(roster.row(0).cells) == 4


def test_rows_that_were_away_while_a_column_came_get_it_on_return() -> None:
    roster = roster_of(students(2), KEYS)
    delete = roster.delete_row(0)
    roster.apply([delete, AddColumn("stage"), delete.inverse()])
    assert [len(row.cells) for row in roster.rows] == [4, 4]


def test_ids_are_never_used_twice() -> None:
    roster = roster_of(students(2), KEYS)
    first = roster.insert_row(0)
    roster.apply([first])
    roster.apply([roster.delete_row(first.row)])
    assert roster.insert_row(0).row not in (0, 1, first.row)


MISFITS: list[RosterChange] = [
    SetCell(0, 0, "not what stands there", "x"),
    SetCell(9, 0, "", "x"),
    InsertRow(1, 0, ()),
    DeleteRow(0, 1, ()),
    DeleteRow(9, 0, ()),
    AddColumn("name"),
    DropColumn("name"),
    DropColumn("stage"),
]


@pytest.mark.parametrize("change", MISFITS)
def test_a_change_that_does_not_fit_changes_nothing(change: RosterChange) -> None:
    roster = roster_of(students(2), KEYS)
    before = [(row.id, list(row.cells)) for row in roster.rows]
    with pytest.raises(EditError) as caught:
        roster.apply([change])
    assert str(caught.value).endswith("。")
    assert [(row.id, row.cells) for row in roster.rows] == before
    assert len(roster.columns) == 3


CHANGES: list[RosterChange] = [
    SetCell(1, 2, "a", "b"), InsertRow(7, 1, ("a", "b")), DeleteRow(3, 0, ("a",), 5, "Sheet1"),
    AddColumn("stage"), DropColumn("stage")]


@pytest.mark.parametrize("change", CHANGES)
def test_an_inverse_of_an_inverse_is_the_change(change: RosterChange) -> None:
    assert change.inverse().inverse() == change
