"""Reading and judging a roster that is opened, and what only the clerk can know on the way: pure
functions that run in a thread. Imported with the first roster; the start page does without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.bulk import collection_paused
from models.fields import HEADER_WITHIN, Fields
from models.grid import Sheet, Workbook
from models.intake.header import Header, find_header, header_ending
from models.intake.roster_from_sheets import likely_sheets, readings, roster_from
from models.intake.several import HeadingGroup, SheetOffer, heading_groups, lacking_titles, offers
from models.profile import DEFAULT_PROFILE, Profile, load_profile
from models.reading.in_process import open_workbook
from ui.settings import HeaderChoice, fingerprint
from ui.start.request import Request
from ui.widgets.worker import Task

if TYPE_CHECKING:
    from app.document import Document


class HeaderQuestion(NamedTuple):
    """The columns must be asked for: the sheet, why, what was recognised, and of which profile."""

    sheet: Sheet
    why: str
    header_row: int
    mapping: Mapping[str, int] | None
    profile: Profile
    group: str = ""
    """The fingerprint of the headings, where there are several."""


class SheetQuestion(NamedTuple):
    """Several sheets fit: which of them are meant."""

    offers: Sequence[SheetOffer]


class ReadingQuestion(NamedTuple):
    """The file can be read in two ways, the likelier first; each is taken by its sheet's name."""

    readings: tuple[Sheet, Sheet]


def read(path: Path, password: str | None, task: Task) -> Workbook:
    """The workbook; raises what ``open_workbook`` raises."""
    task.progress("正在读取文件…")
    with collection_paused(lasting=True):
        return open_workbook(path, password=password, cancel=task.cancelled)


def judge(book: Workbook, request: Request, remembered: Mapping[str, HeaderChoice],
          task: Task) -> Document | HeaderQuestion | ReadingQuestion | SheetQuestion:
    """The judged document, or the question that must be answered first. Raises what
    ``roster_from`` raises."""
    from app.guessing import guess_profile
    from app.opening import check_given, document_of  # all the rules: here, in the thread

    task.progress("正在识别各列…")
    guess = guess_profile(book) if request.profile is None else None
    profile = load_profile(request.profile or (guess.name if guess else DEFAULT_PROFILE))
    check_given(profile, request.code, request.school_year, request.system)
    choice = request.choice
    twofold = next((sheet for sheet in book.sheets if sheet.other_reading is not None), None)
    if twofold is not None and twofold.other_reading is not None and not request.sheets:
        return ReadingQuestion((twofold, twofold.other_reading))
    groups: dict[str, tuple[int, Mapping[str, int]]] = {}
    if choice is None:
        if not request.sheets and len(several := likely_sheets(book, profile.fields)) > 1:
            return SheetQuestion(offers(several, profile.fields))
        found = _recognise(book, request, remembered, profile)
        if isinstance(found, HeaderQuestion):
            return found
        if isinstance(found, dict):
            groups = found
        else:
            choice = found
    with collection_paused(lasting=True):
        roster = roster_from(book, sheets=request.sheets,
                             mapping=choice.mapping if choice else None,
                             header_row=choice.header_row if choice else None,
                             fields=profile.fields, by_sheet=groups)
        if guess is not None:
            roster.notes.insert(0, guess.note)
        task.progress(f"正在核对 {len(roster):,} 名学生…")
        document = document_of(roster, profile, code=request.code, name=request.name,
                               school_year=request.school_year, system=request.system,
                               today=request.today)
        document.validator.explained()  # the window asks for it at once, and would stand still
        return document


def _recognise(book: Workbook, request: Request, remembered: Mapping[str, HeaderChoice],
               profile: Profile
               ) -> HeaderChoice | HeaderQuestion | dict[str, tuple[int, Mapping[str, int]]] | None:
    """A remembered choice (of several headings: each sheet's), a question, or None where the header
    speaks for itself."""
    fields = profile.fields
    sheets = _sheets(book, request.sheets, fields)
    headers = [header for sheet in sheets if (header := find_header(sheet, fields)) is not None]
    if not headers:
        return _without_header(book, request, remembered, profile)
    first, sheet = headers[0], sheets[0]
    alike = all((one.texts, one.end) == (first.texts, first.end) for one in headers)
    if not alike or len(headers) < len(sheets):
        return _recognise_groups(sheets, request, remembered, profile)
    known = remembered.get(fingerprint(first.texts, profile.name))
    if known is not None and not known.mapping.keys() <= set(fields.keys):
        known = None  # the profile has changed since
    if known is not None and not request.ask_header:
        return HeaderChoice(first.end, known.mapping)
    why = _doubt(first, sheet, fields)
    if request.ask_header:
        why = "现在这样对应各列，可以改。"
    return HeaderQuestion(sheet, why, first.end, known.mapping if known else None,
                          profile) if why else None


def _recognise_groups(sheets: Sequence[Sheet], request: Request,
                      remembered: Mapping[str, HeaderChoice], profile: Profile
                      ) -> HeaderQuestion | dict[str, tuple[int, Mapping[str, int]]]:
    """Of sheets with several headings the columns of those that can't be read as they are, or the
    question about the first of them that nobody has answered."""
    chosen: dict[str, tuple[int, Mapping[str, int]]] = {}
    fields = profile.fields
    for group in heading_groups(sheets, fields):
        mark = fingerprint(group.texts, profile.name)
        first = group.headers[0].end
        choice = request.choices.get(mark)
        known = None if choice is not None else remembered.get(mark)
        if choice is None and not request.ask_header:
            choice = known and HeaderChoice(first, known.mapping)
        if choice is None and (request.ask_header or group.lacking or group.guessed):
            return HeaderQuestion(
                group.sheets[0], _why_asked(group, fields, request), first,
                known.mapping if known else group.mapping, profile, mark)
        if choice is not None:
            for sheet, header in zip(group.sheets, group.headers):
                chosen[sheet.name] = (header.end + choice.header_row - first, choice.mapping)
    return chosen


def _why_asked(group: HeadingGroup, fields: Fields, request: Request) -> str:
    names = "、".join(f"“{sheet.name}”" for sheet in group.sheets[:3])
    if len(group.sheets) > 3:
        names += f"等 {len(group.sheets)} 张"
    if request.ask_header and not group.lacking:
        return f"工作表{names}：现在这样对应各列，可以改。"
    if group.lacking:
        return (f"工作表{names}的表头与其他表不同，没有{lacking_titles(fields, group.lacking)}。"
                f"请核对各列；确实没有的，打开后逐人补上，能推算的会给出改法。")
    return f"工作表{names}的表头与其他表不同，已按内容认出各列，请核对。"


def _sheets(book: Workbook, names: Sequence[str], fields: Fields) -> list[Sheet]:
    """The sheets that will be read."""
    if names and tuple(names) != ("*",):
        return [one for sheet in book.sheets for one in readings(sheet) if one.name in names]
    return likely_sheets(book, fields)


def _doubt(header: Header, sheet: Sheet, fields: Fields) -> str:
    """Why the clerk should look at the columns; "" if there is no reason to.

    A missing field is no reason where no column is left that could be it.
    """
    texts = header.texts
    keys = [match.key if text and (match := fields.match(text)) else None for text in texts]
    mapping, _ = fields.map(texts, lambda column: [
        cells[column] for cells in sheet.rows[header.end:] if column < len(cells)])
    for key, column in mapping.items():
        keys[column] = key  # a bare 学籍号 too, by what stands below it
    twice = [key for key in fields.keys if keys.count(key) > 1]
    missing = [key for key in fields.required if key not in keys]
    others = [text for text, key in zip(texts, keys, strict=True) if key is None and text.strip()]
    if missing and others:
        names = "、".join(fields.titles[key] for key in missing)
        return f"表头里没有认出：{names}。如果名册里有，请指明是哪一列。"
    if twice:
        names = "、".join(fields.titles[key] for key in twice)
        return f"表头里有不止一列像是：{names}。请确认用哪一列。"
    return ""


def _without_header(book: Workbook, request: Request, remembered: Mapping[str, HeaderChoice],
                    profile: Profile) -> HeaderChoice | HeaderQuestion | None:
    """No header was found: a line that was chosen before, else the question."""
    named = [sheet for sheet in book.sheets if sheet.name in request.sheets]
    sheets = named or [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden]
    if not sheets or not any(map(len, sheets[0].rows)):
        return None  # the reader says what is wrong
    sheet = max(sheets, key=lambda one: len(one.rows))
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        known = remembered.get(fingerprint(header_ending(sheet, row).texts, profile.name))
        if known is not None and not request.ask_header:
            return HeaderChoice(row + 1, known.mapping)
    widest = max(range(min(HEADER_WITHIN, len(sheet.rows))),
                 key=lambda row: (sum(1 for text in sheet.rows[row] if text.strip()), -row))
    return HeaderQuestion(
        sheet, f"没有找到表头（{profile.fields.examples}至少要有）。请指明表头在哪一行、各项是哪一列。",
        widest + 1, None, profile)
