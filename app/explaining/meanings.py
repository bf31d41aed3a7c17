"""What each field means, in one sentence, and which values it may have: shown beside the cell."""

from __future__ import annotations

from models.profile import Profile

_BY_KIND = {
    "resident-id": "证件上的号码。", "number": "按规定的各段编的号码。", "name": "与户口簿或证件上的姓名一致。",
    "choice": "只能填代码表里的内容。", "date": "8 位日期，例如 20060311。",
    "month": "6 位年月，例如 201209。", "digits": "只含数字。",
    "phone": "11 位手机号，或区号-号码。", "region": "行政区划代码，前 6 位是县级代码。",
    "period": "起止日期，例如 2010.06.01-2020.06.01。", "text": "按实际情况填。",
    "carried": "原样保留，不检查。"}


def meaning_of(profile: Profile, key: str) -> str:
    """What a field means: as the profile has it, else by its kind."""
    field = profile.fields.get(key)
    if field is None:
        return ""
    text = field.meaning or _BY_KIND.get(field.kind, "")
    if field.required_if is not None and not field.meaning:
        text += "有的情况下不能空。"
    elif not field.required:
        text += "可以空着。" if not field.meaning else ""
    return text


def values_of(profile: Profile, key: str) -> list[tuple[str, str]]:
    """The values of a field's table as they are to be written, each with its code (or, where codes
    are written, its text; "" for none)."""
    table = profile.table(key)
    if table is None:
        return []
    return [(written, code if written == text else text) for text, code in table.codes.items()
            if (written := profile.written(key, text))]
