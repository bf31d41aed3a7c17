"""What matching found, in the clerk's words."""

from __future__ import annotations

from app.matching.comparing import Verdict
from app.matching.match import Asked, By, Question
from models.profile import Profile

_BY: dict[By, str] = {
    "main_number": "主号", "sub_number": "副号和姓名", "digits": "主号前 15 位和姓名",
    "birth_date": "姓名和出生日期", "slip": "姓名，主号只差一处",
    "clerk": "您的认定"}

VERDICT_TEXTS: dict[Verdict, str] = {
    "writing": "只是写法不同", "homophone": "同音字", "one-slip": "只差一处",
    "excel-damage": "被 Excel 截断", "class-change": "换了班", "promoted": "升级后正常的变化",
    "value": "内容不同"}
"""What a difference means."""

_ASKED: dict[Asked, str] = {
    "number": "号码相同，其他对不上", "name": "姓名相同，没有别的可以证实",
    "sound": "姓名同音，出生日期相同", "slip": "号码只差一处，姓名不同"}


def by_text(by: By, profile: Profile) -> str:
    """By what two rows were found to be one student, in the words of a region."""
    return profile.worded(_BY[by])


def why_asked(question: Question) -> str:
    """Why two rows may be one student and it isn't sure."""
    return _ASKED[question.why]
