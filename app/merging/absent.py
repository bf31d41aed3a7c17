"""Classes that an earlier roster of the school has and the files that came in have not."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from app.matching.listing import is_birth_title, list_of
from app.merging.merging import MOST_CLASSES, Merged
from models.fields import CLASS_NAME
from models.intake.list_file import open_list
from models.intake.roster_from_sheets import ALL_SHEETS
from models.profile import Profile
from models.roster import Roster
from validators.inference import infer_school


def open_earlier(path: Path, profile: Profile) -> Roster:
    """Reads an earlier roster of the region. Raises what ``open_list`` raises."""
    return open_list(path, sheets=ALL_SHEETS, is_birth=is_birth_title, fields=profile.fields)


def absent_classes(merged: Merged, earlier: Roster, profile: Profile, today: date
                   ) -> list[tuple[str, str, int]]:
    """Grade, class and number of students of each class that only the earlier roster has, as far
    as a grade and a class number can be read; a roster of the same school year is meant."""
    now = _classes(Roster(Path("合并名册.xls"), ("合并名册",), 1, merged.columns, merged.rows,
                          fields=profile.fields), profile, today)
    then = _classes(earlier, profile, today)
    return [(profile.grades[grade - 1], f"{own}班", count)
            for (grade, own), count in sorted(then.items()) if (grade, own) not in now]


def _classes(roster: Roster, profile: Profile, today: date) -> Counter[tuple[int, int]]:
    school = infer_school(roster, profile, today)
    return Counter(
        (entry.grade, int(own)) for entry in list_of(roster, profile, school, today).entries
        if entry.grade and (own := entry.value(CLASS_NAME)).isdigit()
        and 0 < int(own) <= MOST_CLASSES)
