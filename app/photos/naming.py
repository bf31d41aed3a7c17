"""The right name of a student's photo, as the profile's rule says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from app.photos.matching import Sitter
from models.fields import GRADE, MAIN_NUMBER, NAME, STANDARD, SUB_NUMBER, Fields
from models.photo_rule import NamePattern, PhotoRule
from models.writing.class_names import NO_CLASS
from models.writing.names import valid_stem

ENDING = ".jpg"
NO_GRADE = "未填年级"
"""The name of the folder for those who have no grade."""


class Naming:
    """Names the photos of one roster's students. Of two students with one 学籍主号, or one name in
    one folder, neither photo can be named by it, or one would replace the other."""

    def __init__(self, rule: PhotoRule, people: Sequence[Sitter], school_code: str,
                 fields: Fields = STANDARD) -> None:
        self._rule, self._school_code, self._fields = rule, school_code, fields
        self._mains = Counter(one.main for one in people if one.main)
        self._places = Counter(place for one in people if (place := self._place(one)) is not None)

    @property
    def main_title(self) -> str:
        """How the ID number that photos are named by is called."""
        return self._fields.title(MAIN_NUMBER)

    @property
    def without_number(self) -> str:
        """The name of the folder for those who have no such number."""
        return f"没有{self.main_title}"

    def is_shared(self, sitter: Sitter) -> bool:
        """Whether another student's photo would have the same name."""
        place = self._place(sitter)
        return self._mains[sitter.main] > 1 or place is not None and self._places[place] > 1

    def folders(self, sitter: Sitter) -> tuple[str, ...]:
        """The folders in which the copy belongs, from the outermost on."""
        parts = [part.replace("{grade}", sitter.grade or NO_GRADE).replace(
            "{class}", sitter.class_name or NO_CLASS) for part in self._rule.folders
            if part != "{grade}" or sitter.grade or GRADE in self._fields.required]
        if not sitter.main and self._rule.apart:
            parts.append(self.without_number)
        return tuple(valid_stem(part) or "未填" for part in parts)

    def _place(self, sitter: Sitter) -> tuple[str, ...] | None:
        name = self._pattern(sitter).filled(self._known(sitter))
        return None if name is None else (*self.folders(sitter), name.casefold())

    def _pattern(self, sitter: Sitter) -> NamePattern:
        return self._rule.named if sitter.main else self._rule.named_without

    def right_name(self, sitter: Sitter, file: str) -> str | None:
        """What the file should be called; None where nobody can say."""
        if self.is_shared(sitter):
            return None
        known = self._known(sitter)
        pattern = self._pattern(sitter)
        name = pattern.filled(known)
        if name is not None:
            return valid_stem(name) + ENDING
        stem = PurePosixPath(file).stem
        return stem + ENDING if pattern.fits(stem, known) else None

    def unnamed(self, sitter: Sitter) -> str:
        """Why nobody can say, in one sentence."""
        if self.is_shared(sitter):
            return "名册里不止一名学生的照片会叫这个名字，请先在名册里改正，照片才能命名。"
        form = self._pattern(sitter).text
        for word in (MAIN_NUMBER, SUB_NUMBER, NAME, *_TITLES):
            form = form.replace(f"{{{word}}}", _TITLES.get(word) or self._fields.title(word))
        return f"学生没有{'别的号码' if sitter.main else self.main_title}，照片应按“{form}{ENDING}”命名。"

    def _known(self, sitter: Sitter) -> Mapping[str, str]:
        return {"main_number": sitter.main, "sub_number": sitter.sub, "name": sitter.name,
                "school_code": self._school_code}


_TITLES = {"school_code": "学校代码", "school_id": "学校标识码", "class_no": "班号（7 位）"}
