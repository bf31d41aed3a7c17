"""The lists that are kept with a roster: which of their rows is which of its, edit by edit.
What they have against the roster is asked of them here.

Who is paired stays paired while cells are edited: an edit changes what a row says, not who it is.
Only what is not paired is matched again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.matching.comparing import EXPECTED, Difference, FieldJudge, compare
from app.matching.kinds import KIND_TITLES, Kind
from app.matching.listing import Entry, EntryReader, List, list_of
from app.matching.match import By, Match, Question, match
from app.matching.slips import LEFT_BY_EXCEL
from app.matching.sounds import spoken
from app.matching.texts import VERDICT_TEXTS, by_text, why_asked
from models.attached import AttachedList
from models.fields import CLASS_NAME, GRADE, MAIN_NUMBER, NAME
from models.journal import Journal
from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.findings import Problem, Statement, Suggestion
from validators.readings.grade import grade_number
from validators.readings.text import squeeze, surviving_digits
from validators.rules.lists import LIST_DIFFERS, LIST_EXTRA

_MOST_AT_ONCE = 5000
"""A school; more rows than this are matched again in part only."""


@dataclass(slots=True)
class _Held:
    """One list: its rows understood, and how it goes together with the roster: ``first`` as both
    were when it was begun, ``pairs`` now."""

    attached: AttachedList
    kind: Kind
    list: List
    entries: dict[int, Entry]
    judge: FieldJudge
    covered: frozenset[int]
    gone: frozenset[int]
    surplus: frozenset[int]
    row_of: dict[str, int]
    first: dict[int, tuple[int, By]]
    pairs: dict[int, tuple[int, By]] = field(default_factory=dict)
    partner: dict[int, int] = field(default_factory=dict)
    asked: dict[int, Question] = field(default_factory=dict)
    differing: set[int] = field(default_factory=set)
    """The paired rows that say something else than the list, as last asked for."""

    @property
    def label(self) -> str:
        """How a sentence names the list."""
        return f"{KIND_TITLES[self.kind]}《{self.attached.name}》"

    def where(self, row: int) -> str:
        """How a sentence names a row of the list."""
        return self.attached.roster.label(row)

    def join(self, row: int, other: int, by: By) -> None:
        self.pairs[row] = other, by
        self.partner[other] = row


@dataclass(frozen=True, slots=True)
class Counts:
    """The five counts of one list, and how many rows it has."""

    attached: AttachedList
    listed: int
    same: int
    differs: int
    only_list: int
    only_roster: int
    ask: int
    grades: frozenset[int]


class HeldLists:
    """Implements ``validators.beside.Beside`` for the lists attached to one document."""

    def __init__(self, attached: Sequence[AttachedList], journal: Journal) -> None:
        self.attached = tuple(attached)
        self._journal = journal
        self._held: list[_Held] = []
        self._entries: dict[int, Entry] = {}

    # --- who is who ------------------------------------------------------------------------------

    def begin(self, roster: Roster, profile: Profile, school: School, today: date) -> None:
        """Reads and matches everything anew."""
        self._roster, self._profile, self._school, self._today = roster, profile, school, today
        self._layout = self._columns()
        self._read = EntryReader(roster, profile, school, today)
        ours = list_of(roster, profile, school, today)
        self._entries = {entry.row: entry for entry in ours.entries}
        self._held = [self._hold(each, ours) for each in self.attached]
        for held in self._held:
            self._match_rest(held)

    def _hold(self, attached: AttachedList, ours: List) -> _Held:
        kind = Kind(attached.kind)
        theirs = understood(attached.roster, kind, self._profile, self._school, self._today)
        found = compare(ours, theirs, kind, grades=attached.grades, stage_of=self._stage_of())
        return _Held(
            attached, kind, theirs, {entry.row: entry for entry in theirs.entries},
            self._judge(theirs, kind), found.grades, frozenset(found.left),
            frozenset(row for rows in found.twice for row in rows[1:]),
            {attached.entry(entry.row): entry.row for entry in theirs.entries}, found.pairs)

    def _judge(self, theirs: List, kind: Kind) -> FieldJudge:
        """Compares the roster's texts as they are when it is asked."""
        fields = frozenset(column.key for column in self._roster.columns if column.key)
        now = List((), fields, self._roster.value, theirs.others)
        return FieldJudge(now, theirs, 1 if kind is Kind.YEAR else 0, self._stage_of())

    def _stage_of(self) -> Callable[[int], str | None]:
        return self._profile.schooling(self._school.system).stage_of_grade.get

    def _columns(self) -> tuple[str | None, ...]:
        return tuple(column.key for column in self._roster.columns)

    def update(self, touched: Collection[int]) -> set[int]:
        """Reads touched rows again, and matches again what may now belong together."""
        if self._columns() != self._layout:
            self._layout = self._columns()
            self._read = EntryReader(self._roster, self._profile, self._school, self._today)
            for held in self._held:
                held.judge = self._judge(held.list, held.kind)
        came_or_went = False
        for row in touched:
            came_or_went |= (row in self._roster) != (row in self._entries)
            if row in self._roster:
                self._entries[row] = self._read(row, self._roster.row(row).cells)
            else:
                self._entries.pop(row, None)
        return set().union(*(
            self._match_rest(held) for held in self._held
            if came_or_went or any(row not in held.first or held.pairs.get(row) != held.first[row]
                                   for row in touched)))

    def links_changed(self) -> set[int]:
        """The clerk has said who is whom, or taken it back."""
        return set().union(*(self._match_rest(held) for held in self._held))

    def _match_rest(self, held: _Held) -> set[int]:
        """Matches what was not paired at first, or is not any more; returns the rows that are now
        paired or asked otherwise than before. Who is paired follows from the first pairs, what the
        clerk has said and the rows as they are, so that an undone edit leaves nothing behind."""
        pairs, asked = held.pairs, held.asked
        held.pairs, held.partner, held.asked = {}, {}, {}
        for row, entry in self._journal.links:
            other = held.row_of.get(entry)
            if other is not None and other not in held.surplus and row in self._entries:
                held.join(row, other, "clerk")
        for row, (other, by) in held.first.items():
            if row in self._entries and row not in held.pairs and other not in held.partner:
                held.join(row, other, by)
        found = self._matched(held)
        for pair in found.pairs:
            if pair.ours not in held.pairs and pair.theirs not in held.partner:
                held.join(pair.ours, pair.theirs, pair.by)
        for question in found.asked:
            candidates = tuple(row for row in question.theirs
                               if question.why == "number" or row not in held.gone)
            if candidates and (question.why == "number" or self._is_covered(
                    held, question.ours)):
                held.asked[question.ours] = replace(question, theirs=candidates)
        return {row for row in pairs.keys() | held.pairs.keys()
                if pairs.get(row) != held.pairs.get(row)} | {
            row for row in asked.keys() | held.asked.keys()
            if asked.get(row) != held.asked.get(row)}

    def _matched(self, held: _Held) -> Match:
        """What is not paired, matched: in the light of what is, but of very many only those that
        have anything in common, without looking for numbers a slip away."""
        theirs = [entry for row, entry in held.entries.items() if row not in held.surplus]
        if len(self._entries) <= _MOST_AT_ONCE:
            known = {row: other for row, (other, _) in held.pairs.items()}
            return match(List(list(self._entries.values()), held.judge.fields),
                         List(theirs, held.list.fields), known, up=held.judge.up)
        free = [entry for entry in theirs if entry.row not in held.partner]
        return match(List(self._loose(held, free), held.judge.fields),
                     List(free, held.list.fields), up=held.judge.up)

    def _loose(self, held: _Held, free: Sequence[Entry]) -> list[Entry]:
        """The unpaired rows of the roster that have anything in common with those of a list."""
        unpaired = [entry for row, entry in self._entries.items() if row not in held.pairs]
        mains, subs, names, births, digits = (
            {value for entry in free if (value := getattr(entry, name))}
            for name in ("main", "sub", "name", "birth", "digits"))
        heads = digits | {main[:LEFT_BY_EXCEL] for main in mains}
        return [entry for entry in unpaired if (
            entry.name in names or entry.main in mains or entry.sub in subs
            or entry.birth in births
            or (entry.digits or entry.main[:LEFT_BY_EXCEL]) in heads)]

    def _is_covered(self, held: _Held, row: int) -> bool:
        return not held.covered or self._entries[row].grade in held.covered

    # --- what is against the roster --------------------------------------------------------------

    def problems(self, row: int) -> list[Problem]:
        """``list-differs`` for each field, and ``list-extra``, all lists together."""
        fields: dict[str, list[str]] = {}
        without: list[str] = []
        who: list[str] = []
        candidates: list[tuple[str, str]] = []
        for held in self._held:
            held.differing.discard(row)
            if row in held.pairs:
                for difference in self._differences(held, row):
                    held.differing.add(row)
                    fields.setdefault(difference.field, []).append(self._said(
                        held, row, difference))
            elif row in held.asked or self._is_covered(held, row):
                without.append(held.label)
                for other in held.asked[row].theirs if row in held.asked else ():
                    who.append(f"{held.where(other)}“{held.entries[other].name}”可能是同一人"
                               f"（{why_asked(held.asked[row])}）")
                    candidates.append((held.attached.entry(other), held.where(other)))
        found = [Problem(LIST_DIFFERS, key, {"said": tuple(said)}) for key, said in fields.items()]
        if without:
            variant = {"variant": "asked"} if who else {}
            found.append(Problem(LIST_EXTRA, NAME, {
                "lists": tuple(without), "who": tuple(who), "candidates": tuple(candidates),
                **variant}))
        return found

    def _differences(self, held: _Held, row: int) -> Iterator[Difference]:
        other, _ = held.pairs[row]
        for each in held.judge.differences(self._entries[row], held.entries[other]):
            if each.verdict not in EXPECTED:
                yield each

    def _said(self, held: _Held, row: int, difference: Difference) -> str:
        other, by = held.pairs[row]
        verdict = VERDICT_TEXTS[difference.verdict]
        if difference.verdict == "homophone":
            verdict += f" {spoken(held.entries[other].name)}"
        return (f"{held.label}{held.where(other)}是“{difference.list_value.strip()}”，名册是"
                f"“{difference.value.strip()}”（{verdict}，按{by_text(by, self._profile)}对上）")

    def missing(self) -> Iterator[Mapping[str, Any]]:
        """Who is only in a list: neither paired, nor gone, nor perhaps one of the roster's."""
        confirmed = self._journal.confirmations
        for held in self._held:
            asked = {other for row, question in held.asked.items()
                     if (row, NAME, LIST_EXTRA, "") not in confirmed for other in question.theirs}
            text = held.list.text
            for row, entry in held.entries.items():
                if row in held.partner or row in held.surplus or row in held.gone or row in asked:
                    continue
                if held.covered and entry.grade and entry.grade + held.judge.up \
                        not in held.covered:
                    continue
                class_name = f"{text(row, GRADE)}{text(row, CLASS_NAME)}".strip()
                yield {"subject": held.attached.entry(row), "list": held.label,
                       "name": text(row, NAME).strip(), "where": held.where(row),
                       "list_row": held.attached.roster.row(row).number or 0, "class": class_name,
                       "more": f"（{class_name}）" if class_name else ""}

    def suggestions(self, row: int, key: str) -> list[Suggestion]:
        """The lists' values for a cell that they say otherwise."""
        found: dict[str, Suggestion] = {}
        for held in self._held:
            if row not in held.pairs:
                continue
            other, by = held.pairs[row]
            for each in self._differences(held, row):
                value = self._expected(held, each)
                if each.field != key or surviving_digits(squeeze(value)) is not None:
                    continue  # of another field, or the list's own number is the damaged one
                why = f"{held.label}{held.where(other)}，按{by_text(by, self._profile)}对上"
                sure = each.verdict == "excel-damage" or not each.value.strip() or (
                    held.kind is Kind.ADMISSION and key in (MAIN_NUMBER, NAME))
                known = found.get(value)
                found[value] = Suggestion(value, why, not sure) if known is None else Suggestion(
                    value, f"{known.why}；{why}", known.tentative and not sure)
        if len([each for each in found.values() if not each.tentative]) > 1:
            return [each._replace(tentative=True) for each in found.values()]
        return sorted(found.values(), key=lambda each: each.tentative)

    def _expected(self, held: _Held, difference: Difference) -> str:
        """What the cell should be by the list: a grade of last year is one lower."""
        value = difference.list_value.strip()
        if difference.field == GRADE and held.judge.up:
            number = self._grade_number(value)
            grades = self._profile.grades
            if number is not None and number < len(grades):
                return grades[number]
        return value

    def _grade_number(self, text: str) -> int | None:
        return grade_number(squeeze(text), self._profile)

    def statements(self, row: int, key: str) -> Iterator[Statement]:
        """What each list says of a field of this student."""
        for held in self._held:
            if row in held.pairs and key in held.list.fields:
                other, by = held.pairs[row]
                text = held.list.text(other, key).strip()
                year = "（上学年）" if held.judge.up and key == GRADE else ""
                if text:
                    yield Statement(f"{held.label}{held.where(other)}{year}", text)

    def agreement(self, row: int, key: str) -> str:
        """What the first list says that has the same in a field of this student; "" if none has."""
        for held in self._held:
            if row not in held.pairs or key not in held.list.fields:
                continue
            other, _ = held.pairs[row]
            text = held.list.text(other, key).strip()
            differing = {each.field for each in held.judge.differences(
                self._entries[row], held.entries[other]) if each.verdict != "writing"}
            if text and key not in differing:
                return f"{held.label}{held.where(other)}也是“{text}”"
        return ""

    # --- what window and command line ask --------------------------------------------------------

    def entry_cells(self, entry: str) -> dict[str, str] | None:
        """What a list knows of a student: the texts of the fields by key, grades of last year
        moved up; None if no list has such a row."""
        for held in self._held:
            row = held.row_of.get(entry)
            if row is not None:
                cells = {key: text for key in self._profile.fields.keys if key in held.list.fields
                         and (text := held.list.text(row, key).strip())}
                if held.judge.up:
                    number = self._grade_number(cells.get(GRADE, ""))
                    grades = self._profile.grades
                    if number is not None and number < len(grades):
                        cells[GRADE] = grades[number]
                return cells
        return None

    def entry_of(self, row: int) -> str:
        """The row of the first list that is this student's; "" if there is none."""
        return next((held.attached.entry(held.pairs[row][0]) for held in self._held
                     if row in held.pairs), "")

    def numbers(self) -> Iterable[tuple[str, str]]:
        """Every 学籍主号 and 学籍副号 that stands in a list."""
        for held in self._held:
            for entry in held.entries.values():
                yield entry.main, entry.sub

    def counts(self) -> list[Counts]:
        """How each list and the roster go together, as ``problems`` of each row last said."""
        return [self._counted(held) for held in self._held]

    def _counted(self, held: _Held) -> Counts:
        differs = len(held.differing & held.pairs.keys())
        inside = [row for row in self._entries
                  if row not in held.pairs and self._is_covered(held, row)]
        asked = held.asked.keys()
        only_asked = {other for question in held.asked.values() for other in question.theirs}
        free = [row for row in held.entries if row not in held.partner
                and row not in held.surplus and row not in held.gone and row not in only_asked]
        return Counts(held.attached, len(held.entries), len(held.pairs) - differs, differs,
                      len(free), sum(row not in asked for row in inside), len(asked),
                      held.covered)


def understood(other: Roster, kind: Kind, profile: Profile, school: School, today: date) -> List:
    """The rows of a list, as they are matched."""
    # what is called 2009级 in a list of last year was a grade lower then
    then = replace(school, school_year=school.school_year - (kind is Kind.YEAR))
    return list_of(other, profile, then, today)
