"""Which field a column is, by what stands in it, where its header does not say so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from models.fields import (
    CLASS_NAME, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, SEX, STAGE, SUB_NUMBER)
from models.patterns import LatePattern

_FORMS = {
    MAIN_NUMBER: LatePattern(r"\d{6}(19|20)\d{9}[\dXx]|\d{15}"),
    SUB_NUMBER: LatePattern(r"\d{19}|3\.1\d+E\+18"),
    SEX: LatePattern(r"男|女"),
    STAGE: LatePattern(r"小学|初中|高中|特教|小学部|初中部|高中部"),
    GRADE: LatePattern(r"[一二三四五六七八九]年级|[1-9]年级|[初高][一二三]|预备班?"),
    CLASS_NAME: LatePattern(r".{0,8}[\d一二三四五六七八九十]+[)）]?班"),
    GRADUATION_YEAR: LatePattern(r"20\d\d届|20\d\d[年./-](0?[67])(月|[./-]\d+)?"),
    NAME: LatePattern(r"[\u4e00-\u9fff·]{2,5}"),
}
_TRIED = 200
_SHARE = 0.6


def guessed(wanted: Collection[str], taken: Mapping[str, int], width: int,
            column: Callable[[int], Iterable[str]]) -> dict[str, int]:
    """The columns (0-based) of wanted fields that most of their texts have the form of; columns
    that are ``taken`` and names of anything (two words of Han fit much) only where one is left."""
    found: dict[str, int] = {}
    for place in range(width):
        if place in taken.values():
            continue
        texts = [text.strip() for text, _ in zip(column(place), range(_TRIED)) if text.strip()]
        key = next((key for key in _FORMS if key in wanted and key not in found
                    and _most(texts, _FORMS[key])), None)
        if key is not None:
            found[key] = place
    return found


def _most(texts: Sequence[str], form: LatePattern) -> bool:
    return len(texts) > 1 and sum(
        1 for text in texts if form.fullmatch(text)) >= _SHARE * len(texts)
