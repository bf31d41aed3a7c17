"""Matching: which rows pair and by what, the laws, and a hidden truth."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from app.matching.comparing import Comparison, compare
from app.matching.kinds import Kind
from app.matching.listing import List, is_birth_title, list_of, read_birth
from app.matching.match import match
from app.matching.slips import one_slip
from app.matching.sounds import sound_alike, spoken
from models.fields import FIELD_KEYS, FIELDS
from models.intake.list_file import open_list
from tests.app.matching.truth import damaged, exchanged, listed, people, slipped, spoilt, worse
from tests.builders import (
    SCHOOL, SHANGHAI, TODAY, Student, resident_id, roster_of, student, students, sub_number,
    write_xls, write_xlsx)

A = student(61, name="李静婉")
B = student(2, name="张三", main_number=resident_id("20000714", 22))
ID_A, ID_B = A["main_number"], B["main_number"]


def lists(*sides: Sequence[Student], keys: Sequence[str] | None = None,
          extra: Sequence[str] = ()) -> list[List]:
    return [list_of(roster_of(side, *([keys] if keys else []), extra=extra), SHANGHAI, SCHOOL,
                    TODAY) for side in sides]


@pytest.mark.parametrize(("theirs", "by"), [
    (A, "main_number"),
    (A | {"main_number": ID_A.lower() + " "}, "main_number"),
    (A | {"name": "李婧婉"}, "main_number"),                        # sounds alike
    (A | {"name": "李龙龙"}, "main_number"),                        # 学籍副号 agrees
    (A | {"name": "李龙龙", "sub_number": ""}, None),
    (A | {"name": "李\ufffd婉", "sub_number": ""}, "main_number"),      # a lost character
    (A | {"name": "王?婉", "sub_number": ""}, None),
    (A | {"name": "李龙龙", "sub_number": sub_number(1, 2006), "grade": "六年级"}, None),
    (A | {"main_number": ""}, "sub_number"),
    (A | {"main_number": damaged(ID_A), "sub_number": ""}, "digits"),
    (A | {"main_number": ID_A[:15] + "000", "sub_number": ""}, "digits"),
    (A | {"main_number": ID_A[:-1] + "Y", "sub_number": ""}, "slip"),
    (A | {"main_number": ID_A[:8] + ID_A[9:], "sub_number": ""}, "slip"),
    (A | {"main_number": damaged(ID_A), "name": "李婧婉"}, "sub_number"),
    (A | {"main_number": "", "sub_number": ""}, None),              # a bare name
    (A | {"main_number": resident_id("19990101"), "sub_number": ""}, None),
    (A | {"main_number": ID_A[:-1] + "Y", "sub_number": "", "name": "张三"}, None),
])
def test_what_pairs_and_by_what(theirs: Student, by: str | None) -> None:
    found = match(*lists([A], [theirs]))
    assert [pair.by for pair in found.pairs] == ([by] if by else [])


def test_a_birth_date_of_its_own_column_pairs_with_the_name_only() -> None:
    ours = A | {"出生日期": ""}
    for told, paired in (("2000-01-02", True), ("2000年1月2日", True), ("2000-01", False)):
        theirs = A | {"main_number": "", "sub_number": "", "出生日期": told}
        ours = A | {"main_number": "", "出生日期": "20000102"}
        found = match(*lists([ours], [theirs], extra=["出生日期"]))
        assert [pair.by for pair in found.pairs] == (["birth_date"] if paired else [])
        assert bool(found.asked) is not paired


def test_numbers_that_changed_places_never_pair_crosswise() -> None:
    ours = [A | {"sub_number": ""}, B | {"sub_number": ""}]
    theirs = [ours[0] | {"main_number": ID_B}, ours[1] | {"main_number": ID_A}]
    found = match(*lists(ours, theirs))
    assert found.pairs == [] and len(found.asked) == 2
    assert {question.why for question in found.asked} == {"number"}


def test_numbers_of_twins_that_changed_places_are_asked() -> None:
    """Names that sound alike are no witness where both stand on both sides."""
    one = student(1, name="李静怡", main_number=resident_id("20000305", 11), sub_number="")
    two = student(3, name="李静宜", main_number=resident_id("20000305", 13), sub_number="")
    swapped = [one | {"main_number": two["main_number"]}, two | {"main_number": one["main_number"]}]
    found = match(*lists([one, two], swapped))
    assert found.pairs == [] and [each.ours for each in found.asked] == [0, 1]


def test_a_key_that_several_have_pairs_nobody() -> None:
    namesake = student(7, name=A["name"], sub_number=sub_number(serial=77))
    keys = ("name", "class_name", "sex")
    [ours] = lists([A, namesake | {"class_name": "2班"}])
    [theirs] = lists([A | {"class_name": "3班"}], keys=keys)
    found = match(ours, theirs)
    assert found.pairs == [] and [q.theirs for q in found.asked] == [(0,), (0,)]


def test_namesakes_of_other_birth_are_not_asked() -> None:
    other = student(9, name=A["name"], main_number=resident_id("19981231", 15),
                    sub_number=sub_number(serial=99))
    found = match(*lists([A], [other]))
    assert (found.only_ours, found.only_theirs, found.asked) == ([0], [0], [])


def test_equal_rows_pair_in_order_and_the_rest_is_surplus() -> None:
    found = match(*lists([A, A], [A, B, A, A]))
    assert [(pair.ours, pair.theirs) for pair in found.pairs] == [(0, 0), (1, 2)]
    assert found.twice == [[2, 3]] and found.only_theirs == [1]


# --- laws ----------------------------------------------------------------------------------------


def adds_up(comparison: Comparison) -> None:
    only_asked = {row for question in comparison.ask for row in question.theirs}
    surplus = sum(len(rows) - 1 for rows in comparison.twice)
    both = comparison.same + len(comparison.differs)
    assert comparison.scope == both + len(comparison.only_roster) + len(comparison.ask)
    assert comparison.listed == both + len(comparison.only_list) + len(only_asked) + surplus \
        + len(comparison.left)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40), st.sampled_from((0.0, 0.2, 0.6)))
def test_a_list_beside_itself_is_all_same(seed: int, count: int, rate: float) -> None:
    chance = random.Random(seed)
    persons = [spoilt(person, chance, rate) for person in people(count, chance)]
    doubled = persons + persons[:3]
    shuffled = chance.sample(doubled, len(doubled))
    comparison = compare(listed(doubled), listed(shuffled), Kind.OTHER)
    assert comparison.is_same and comparison.same == len(doubled)
    adds_up(comparison)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.booleans())
def test_sides_swapped_are_mirrored(seed: int, count: int, birth: bool) -> None:
    chance = random.Random(seed)
    school = people(count, chance)
    persons, others = ([spoilt(person, chance, 0.3) for person in school if chance.random() < 0.9]
                       for _ in range(2))
    keys = ("name", "main_number", "class_name")
    one, two = listed(persons, birth=birth), listed(others, keys)
    there = {(p.ours, p.theirs, p.by) for p in match(one, two).pairs}
    back = {(p.theirs, p.ours, p.by) for p in match(two, one).pairs}
    assert there == back
    adds_up(compare(one, two, Kind.OTHER))
    adds_up(compare(two, one, Kind.YEAR))


@pytest.mark.parametrize(("keys", "birth"), [
    (("main_number", "sub_number", "name", "class_name", "sex"), False),
    (("main_number", "name", "grade"), False),
    (("name", "sex", "class_name"), True),
    (("name", "class_name"), False),
])
@pytest.mark.parametrize("seed", range(4))
def test_a_hidden_truth(keys: tuple[str, ...], birth: bool, seed: int) -> None:
    """Wrong pairs: none. Found, where numbers are given: 99.5 % and more."""
    chance = random.Random(seed)
    school = people(1500, chance)
    ours = [spoilt(person, chance, 0.02) for person in school if chance.random() < 0.97]
    theirs = [spoilt(person, chance, 0.02) for person in school if chance.random() < 0.97]
    chance.shuffle(theirs)
    comparison = compare(listed(ours), listed(theirs, keys, birth=birth), Kind.OTHER)
    wrong = [(ours[row].cells, theirs[other].cells, by)
             for row, (other, by) in comparison.pairs.items() if ours[row].key != theirs[other].key]
    assert wrong == []
    adds_up(comparison)
    if "main_number" in keys and "sub_number" in keys:
        numbered = {person.key for person in ours if person.cells["main_number"]} & {
            person.key for person in theirs if person.cells["main_number"]}
        found = {ours[row].key for row in comparison.pairs}
        assert len(numbered & found) >= 0.995 * len(numbered)


KEYS = (FIELD_KEYS, ("main_number", "name"), ("main_number", "sub_number", "name", "class_name"),
        ("main_number", "name", "sex", "grade"), ("sub_number", "name", "class_name"),
        ("name", "sex", "grade", "class_name"))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 500, 100))
def test_careless_lists_of_children_with_each_others_numbers(first: int) -> None:
    """Lost digits, homophones, same shapes, twins, namesakes, exchanged numbers and names, leavers
    and newcomers: nobody is taken for another, and most are found."""
    wrong, both, found = [], 0, 0
    for seed in range(first, first + 100):
        chance = random.Random(seed)
        school = people(chance.choice((8, 40, 150)), chance)
        rate, keys = chance.choice((0.01, 0.05)), chance.choice(KEYS)
        moved = chance.choice((0, 0, 0.01, 0.04))
        ours, theirs = ([worse(p, chance, rate) for p in exchanged(school, chance, moved)
                         if chance.random() < 0.95] for _ in range(2))
        chance.shuffle(theirs)
        birth = chance.random() < 0.3, chance.random() < 0.3
        pairs = match(listed(ours, birth=birth[0]), listed(theirs, keys, birth=birth[1])).pairs
        wrong += [(seed, ours[p.ours].cells, theirs[p.theirs].cells, p.by) for p in pairs
                  if ours[p.ours].key != theirs[p.theirs].key]
        if "main_number" in keys:
            both += len({p.key for p in ours} & {p.key for p in theirs})
            found += len(pairs)
    assert wrong == []
    assert found >= 0.93 * both


@settings(max_examples=40, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(5, 40), st.sampled_from((".xls", ".xlsx", ".csv")))
def test_columns_in_another_order_under_other_names_in_another_format(
        tmp_path: Path, seed: int, count: int, suffix: str) -> None:
    """What a list says does not depend on how its columns stand, are called and are written."""
    chance = random.Random(seed)
    school = people(count, chance)
    persons, others = ([spoilt(person, chance, 0.1) for person in some]
                       for some in (school, school[count // 5:]))
    keys = chance.sample(FIELD_KEYS, len(FIELD_KEYS))
    titles = [chance.choice((field.title, *field.aliases)) for key in keys
              for field in FIELDS if field.key == key]
    grid = [titles, *([person.cells[key] for key in keys] for person in others)]
    path = tmp_path / f"名单{suffix}"
    if suffix == ".csv":
        path.write_text("\n".join(",".join(line) for line in grid), encoding="gb18030")
    else:
        (write_xls if suffix == ".xls" else write_xlsx)(path, grid)
    read = open_list(path, is_birth=is_birth_title)
    assert {column.key for column in read.columns} == set(FIELD_KEYS)
    ours = listed(persons)
    expected = compare(ours, listed(others), Kind.TERM)
    assert compare(ours, list_of(read, SHANGHAI, SCHOOL, TODAY), Kind.TERM) == expected


# --- what matching is made of --------------------------------------------------------------------


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True), st.integers(0, 10**6))
def test_a_slip_is_seen_from_both_sides(number: str, seed: int) -> None:
    other = slipped(number, random.Random(seed))
    assert one_slip(number, other) is one_slip(other, number) is (number != other)
    assert not one_slip(number, number[::-1]) or number[:9] == number[::-1][:9]


def test_a_homophone() -> None:
    assert sound_alike("李静婉", "李婧婉") and sound_alike("单明", "善明")
    assert not sound_alike("李静", "李静") and not sound_alike("李静", "李静婉")
    assert not sound_alike("李静", "李伟")
    assert spoken("婧婉") == "jìng wǎn"


@pytest.mark.parametrize(("text", "told"), [
    ("2006-07-16", "20060716"), ("20060716", "20060716"), ("2006.7.6", "20060706"),
    ("2006年7月16日", "20060716"), ("2006/7/16 00:00", "20060716"), ("200607", "200607"),
    ("2006年7月", "200607"), ("2006-02-30", ""), ("七月", ""), ("", "")])
def test_a_birth_date_is_read(text: str, told: str) -> None:
    assert read_birth(text) == told


def test_numbers_of_namesakes_that_changed_places_never_pair_crosswise() -> None:
    one, two = student(1, class_name="1班"), student(2, 8, class_name="2班", name=student(1)["name"])
    theirs = [one | {"main_number": two["main_number"]}, two | {"main_number": one["main_number"]}]
    found = match(*lists([one, two], theirs))
    assert [(p.ours, p.theirs, p.by) for p in found.pairs] == [
        (0, 0, "sub_number"), (1, 1, "sub_number")]


def test_a_birth_date_read_off_a_moved_number_vouches_for_nobody() -> None:
    one, two = student(1), student(2, main_number=resident_id("20010101"))
    ours = [one | {"main_number": two["main_number"]}, two | {"main_number": one["main_number"]}]
    theirs = roster_of([one | {"出生日期": "20000101"}, two | {"出生日期": "20010101"}],
                       ["main_number", "name"], extra=["出生日期"])
    pairs = match(lists(ours)[0], list_of(theirs, SHANGHAI, SCHOOL, TODAY)).pairs
    assert all(pair.ours == pair.theirs for pair in pairs)


def test_a_name_and_a_class_are_no_proof() -> None:
    keys = ["name", "class_name", "grade"]
    rows = students(4)
    again = match(list_of(roster_of(rows, keys), SHANGHAI, SCHOOL, TODAY),
                  list_of(roster_of(rows, keys), SHANGHAI, SCHOOL, TODAY))
    assert len(again.pairs) == 4
    other = match(list_of(roster_of(rows, keys), SHANGHAI, SCHOOL, TODAY),
                  list_of(roster_of(rows[:3], keys), SHANGHAI, SCHOOL, TODAY))
    assert other.pairs == [] and [question.why for question in other.asked] == ["name"] * 3


def test_a_row_that_goes_as_well_with_another_is_asked() -> None:
    """Twins of one sound, whose damaged numbers are the same: the sex tells them apart."""
    girl = student(2, name="高娟子", main_number=resident_id("20000305", 92), sub_number="")
    boy = student(1, name="高娟涵", main_number=resident_id("20000305", 93), sub_number="")
    lost = damaged(girl["main_number"])
    for name, sex, paired in (("高娟子", "女", True), ("高娟子", "男", False)):
        theirs = girl | {"main_number": lost, "name": name, "sex": sex}
        found = match(*lists([girl, boy], [theirs]))
        assert bool(found.pairs) is paired
        assert bool(found.asked) is not paired


def test_what_is_left_of_a_number_is_no_proof_beside_a_number_one_slip_away() -> None:
    """Twins whose names sound alike, one of them written as the other, both numbers spoilt."""
    boy = student(1, name="杨涛静", main_number=resident_id("19981103", 73))
    girl = student(2, name="杨涛婧", main_number=resident_id("19981103", 72))
    keys = ["main_number", "name"]
    number = boy["main_number"]
    slip = boy | {"main_number": number[:14] + number[15] + number[14] + number[16:]}
    lost = girl | {"main_number": damaged(girl["main_number"]), "name": "杨涛静"}
    ours, theirs = lists([boy, girl])[0], lists([slip, lost], keys=keys)[0]
    found = match(ours, theirs)
    assert found.pairs == [] and [(q.ours, q.theirs) for q in found.asked][0] == (0, (0, 1))
    assert [pair.theirs for pair in match(ours, lists([slip], keys=keys)[0]).pairs] == [0]


def test_a_number_one_slip_away_of_the_other_sex_is_asked() -> None:
    """Where one list does not say the sex, its number does."""
    boy = student(1, name="马敏", main_number=resident_id("19990527", 45))
    number = boy["main_number"][:2] + "5" + boy["main_number"][2:]
    [ours] = lists([boy], keys=["main_number", "name"])
    for sex, paired in (("男", True), ("女", False)):
        [theirs] = lists([boy | {"main_number": number, "sex": sex, "sub_number": ""}])
        for one, other in ((ours, theirs), (theirs, ours)):
            found = match(one, other)
            assert (bool(found.pairs), bool(found.asked)) == (paired, not paired)


@pytest.mark.parametrize("left", [
    ID_A[:16], ID_A[:15], ID_A[:6] + ID_A[8:17]])
def test_a_number_without_its_last_digits_and_the_name(left: str) -> None:
    [ours, theirs] = lists([A | {"sub_number": ""}], [A | {"main_number": left, "sub_number": ""}])
    assert [pair.by for pair in match(ours, theirs).pairs] == ["digits"]
    assert [pair.by for pair in match(theirs, ours).pairs] == ["digits"]
    renamed = lists([A | {"sub_number": ""}], [A | {
        "main_number": left, "sub_number": "", "name": "张三"}])
    assert match(*renamed).pairs == []


def test_a_birth_date_that_is_anothers_makes_a_number_doubtful() -> None:
    """A child with the number and the name of another keeps his birth date."""
    [ours] = lists([A | {"出生日期": ""}, B | {"出生日期": ""}], extra=["出生日期"])
    birth = ID_B[6:14]
    [theirs] = lists([A | {"出生日期": birth, "sub_number": ""}], extra=["出生日期"])
    found = match(ours, theirs)
    assert found.pairs == [] and [each.why for each in found.asked] == ["number"]
