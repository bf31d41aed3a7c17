"""What is counted over all students, and what the rules about the whole file find in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from models.profile import Profile
from validators.groups import SerialGroup, odd_sizes
from validators.student import Student

_Params = dict[str, Any]
"""The parameters of a finding."""


class Census:
    """Counts of one roster, kept up to date student by student."""

    def __init__(self, profile: Profile, system: str) -> None:
        self._profile = profile
        self._system = system
        self._serials: defaultdict[tuple[str, int], SerialGroup] = defaultdict(SerialGroup)
        self._classes: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._codes: Counter[str] = Counter()
        self._only_fits: Counter[str] = Counter()
        self._only_stage_fits: Counter[str] = Counter()
        self._not_in: Counter[str] = Counter()

    def tally(self, students: Sequence[Student], sign: int) -> None:
        """Adds (``sign`` 1) or takes away (-1) students who share one standing."""
        standing = students[0].standing
        times = sign * len(students)
        if code_length := self._profile.code_length:
            if standing.head:
                self._codes[standing.head[:code_length]] += times
            else:
                for student in students:
                    if code := student.sub.leading(code_length):
                        self._codes[code] += sign
        for system in standing.only_fits:
            self._only_fits[system] += times
            if standing.stage_vote.odd:
                self._only_stage_fits[system] += times
        for system in standing.not_in:
            self._not_in[system] += times
        if standing.class_own is not None and (grade := standing.class_grade) is not None:
            self._classes[grade][standing.class_own, standing.class_text] += times
        if standing.serial_group is not None:
            self._serials[standing.serial_group].tally(
                [None if standing.old_number else student.serial or None for student in students],
                sign)

    def exchange(self, before: Student, after: Student) -> None:
        """Counts a row anew that was edited; an edit of what is not counted changes nothing."""
        if before.standing is after.standing and before.serial == after.serial \
                and before.sub.canonical == after.sub.canonical:
            return
        self.tally([before], -1)
        self.tally([after], 1)

    def foreign_rows(self, code: str) -> int:
        """How many rows' numbers begin with other digits than the school's code."""
        return self._codes.total() - self.carrying(code)

    def foreign_codes(self, code: str) -> Counter[str]:
        """The leading digits other than the school's code, and in how many rows."""
        return Counter({other: count for other, count in self._codes.items() if other != code})

    def carrying(self, code: str) -> int:
        """How many rows' numbers begin with a school's code."""
        return self._codes[code]

    def other_system(self, rows: int) -> Iterator[_Params]:
        """What ``school-system`` finds in so many rows: the system that many of them only fit.

        Where only years speak (not 小学 with 六年级) they must be more than those that would not fit
        it any more: a class with one year mistyped proves no other system.
        """
        profile = self._profile
        many = max(profile.other_system_rows, profile.other_system_share * rows)
        for system, count in sorted(
                self._only_fits.items(), key=lambda item: (-item[1], item[0]))[:1]:
            if count >= many and (count > self._not_in[system]
                                  or self._only_stage_fits[system] >= many):
                yield {"system": system, "count": count,
                       "current": self._system, "subject": system}

    def odd_classes(self) -> Iterator[_Params]:
        """What ``class-size`` finds."""
        profile = self._profile
        for grade in sorted(self._classes):
            sizes: dict[str, int] = {}
            written: dict[str, tuple[int, str]] = {}
            for (own, text), count in sorted((+self._classes[grade]).items()):
                sizes[own] = sizes.get(own, 0) + count
                written[own] = max(written.get(own, (0, "")), (count, text))
            for own, size, median in odd_sizes(
                    sizes, profile.class_min, profile.class_low, profile.class_high):
                title = profile.grades[grade - 1]
                yield {
                    "grade": title, "name": written[own][1], "size": size,
                    "median": f"{median:g}", "subject": f"{title} {own} {size}"}

    def serial_gaps(self) -> Iterator[_Params]:
        """What ``serial-gap`` finds."""
        part = self._profile.part("serial")
        width = part.digits if part else 0
        for (stage, year), group in sorted(self._serials.items()):
            if gaps := group.gaps():
                serials = [f"{serial:0{width}d}" for serial in gaps]
                yield {
                    "stage": stage, "year": year, "serials": serials,
                    "lowest": f"{group.lowest:0{width}d}", "highest": f"{group.highest:0{width}d}",
                    "subject": f"{stage} {year} {','.join(serials)}"}
