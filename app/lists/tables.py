"""Tables made of dispositions and counts: in our own layout, or in the form that was issued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.document import Document
from app.lists.disposing import Disposed, disposed
from app.lists.table_form import fill_table_form
from models.commit.single import SafeFile, write_safely
from models.dispositions import Disposition
from models.errors import OutputError
from models.fields import CLASS_NAME, GRADE, MAIN_NUMBER, NAME, SUB_NUMBER
from models.student_tables import StudentTable
from models.writing.names import valid_stem
from models.writing.sheets_book import TextSheet, sheets_book
from validators.readings.text import squeeze
from validators.regions import place
from validators.rules.lists import LIST_EXTRA

_REGION = 6
_HOUSEHOLD_TITLES = ("户口所在地", "户籍所在地", "户籍地", "户籍", "户口地址", "户籍地址", "户口所在地行政区划")
_PROPOSED = "身份证前六位是{place}，请核对户口簿"


@dataclass(frozen=True)
class MadeTable:
    """A table as it is written: its lines below the header, and who may belong into it but is for
    the clerk to tell (``proposed``: row ids with what speaks for it)."""

    table: StudentTable
    header: tuple[str, ...]
    lines: list[tuple[str, ...]]
    proposed: dict[int, str]

    @property
    def students(self) -> int:
        """How many lines tell of a student; 0 for a table of counts."""
        return 0 if self.table.students == "entrants" else len(self.lines)


def table_named(document: Document, title: str) -> StudentTable:
    """Raises OutputError for a title that the profile has not."""
    found = document.profile.dispositions.table(title.strip())
    if found is None:
        known = "、".join(each.title for each in document.profile.dispositions.tables)
        raise OutputError(f"没有名为“{title}”的表，可用的有：{known}。")
    return found


def made_table(document: Document, table: StudentTable, *, ticked: Collection[int] = ()
               ) -> MadeTable:
    """What stands in a table. ``ticked`` are rows that the clerk says belong into it."""
    if table.students == "entrants":
        header, lines = _counted(document, table)
        return MadeTable(table, header, lines, {})
    students, proposed = _students(document, table, ticked)
    lines = [tuple(_cell(document, what, number, each) for _, what in table.columns)
             for number, each in enumerate(students, 1)]
    return MadeTable(table, tuple(title for title, _ in table.columns), lines, proposed)


def write_table(document: Document, made: MadeTable, folder: Path, form: Path | None = None
                ) -> SafeFile:
    """Writes a table into a folder; into the issued ``form`` if there is one. Raises an
    OutputError, and SchoolError without the school's name; then nothing was changed."""
    title = made.table.title
    school = document.school.name.strip()
    protect = [document.roster.path, *(each.roster.path for each in document.lists)]
    if form is not None:
        return fill_table_form(document, title, made.header, made.lines, form, folder, protect)
    sheets = [TextSheet(title[:31], made.header, made.lines)]
    if made.proposed:
        sheets.append(TextSheet("请核对户口簿", ("行号", "姓名", "年级", "班级", "身份证号", "说明"), [
            (str(document.roster.row(row).number or "新增"),
             *(document.roster.value(row, key) for key in (NAME, GRADE, CLASS_NAME, MAIN_NUMBER)),
             why) for row, why in made.proposed.items()]))
    if made.table.note:
        sheets.append(TextSheet("说明", ("说明",), [(made.table.note,)]))
    return write_safely(folder / f"{valid_stem(school)}{title}.xls", sheets_book(sheets),
                        protect=protect)


# --- who is in it --------------------------------------------------------------------------------


def _students(document: Document, table: StudentTable, ticked: Collection[int]
              ) -> tuple[list[Disposed], dict[int, str]]:
    everybody = disposed(document)
    if table.students == "outside":
        return _outside(document, ticked, everybody)
    kinds = {kind: place for place, kind in enumerate(table.kinds)}
    chosen = [each for each in everybody if each.disposition.kind in kinds]
    if table.students == "new":
        known = {each.disposition.row for each in everybody}
        chosen = [each for each in chosen if each.in_roster]
        chosen += [
            _plain(document, row) for row in document.validator.rows_with_findings()
            if row not in known and any(finding.rule == LIST_EXTRA
                                        and not document.is_confirmed(finding)
                                        for finding in document.validator.findings(row))]
        order = document.roster.position
        return sorted(chosen, key=lambda each: order(each.disposition.row or 0)), {}
    return sorted(chosen, key=lambda each: kinds[each.disposition.kind]), {}


def _plain(document: Document, row: int) -> Disposed:
    roster = document.roster
    return Disposed(Disposition(row, "", ""), {
        key: roster.value(row, key).strip() for key in roster.fields.keys}, True)


def _outside(document: Document, ticked: Collection[int], everybody: Sequence[Disposed]
             ) -> tuple[list[Disposed], dict[int, str]]:
    """Whose 户籍 is outside the county, by a column of it or because the clerk says so; the ID's
    first digits only propose."""
    roster, county = document.roster, _county(document)
    column = household_column(document)
    known = {each.disposition.row: each for each in everybody if each.in_roster}
    chosen: list[Disposed] = []
    proposed: dict[int, str] = {}
    for row in roster.rows:
        said = squeeze(row.cells[column]) if column is not None else ""
        if row.id in ticked or said and _is_outside(said, county):
            chosen.append(known.get(row.id) or _plain(document, row.id))
        elif not said and county:
            main = document.validator.student(row.id).main
            if main.sound and main.canonical[:_REGION] != county:
                where = place(main.canonical[:_REGION], 0) or main.canonical[:_REGION]
                proposed[row.id] = _PROPOSED.format(place=where)
    return chosen, proposed


def household_column(document: Document) -> int | None:
    """The column that says where a student is registered, if there is one."""
    for index, column in enumerate(document.roster.columns):
        if squeeze(column.title).strip("*") in _HOUSEHOLD_TITLES:
            return index
    return None


def _county(document: Document) -> str:
    """The six digits of the school's county: of its code where that begins with them, else those
    of most IDs."""
    code = document.school.code[:_REGION]
    if len(code) == _REGION and place(code, 0) is not None:
        return code
    heads = Counter(student.main.canonical[:_REGION] for row in document.roster.rows
                    if (student := document.validator.student(row.id)).main.sound)
    return heads.most_common(1)[0][0] if heads else ""


def _is_outside(said: str, county: str) -> bool:
    """Whether a household's place, a code or a name, is not in the county."""
    digits = said[:_REGION]
    if digits.isdigit() and len(digits) == _REGION:
        return digits != county
    names = place(county, 0) if county else None
    if names is None:
        return False
    own = names[names.rfind("市") + 1:] or names
    return own not in said


# --- what stands in its cells --------------------------------------------------------------------


def _cell(document: Document, what: str, number: int, student: Disposed) -> str:
    said = student.disposition
    kind = document.profile.dispositions.kind(said.kind)
    needed = kind.evidence if kind is not None else ()
    lacking = [paper for paper in needed if paper not in said.evidence]
    simple: dict[str, Callable[[], str]] = {
        "": lambda: "", "number": lambda: str(number), "school": lambda: document.school.name,
        "kind": lambda: said.kind, "date": lambda: said.date,
        "other_school": lambda: said.school, "note": lambda: said.note,
        "evidence": lambda: "、".join(said.evidence),
        "complete": lambda: f"缺{'、'.join(lacking)}" if lacking else "齐",
        "household": lambda: _household(document, said.row)}
    if what in simple:
        return simple[what]()
    if what.startswith("evidence:"):
        return "√" if what.partition(":")[2] in said.evidence else ""
    return student.cells.get(what, "")


def _household(document: Document, row: int | None) -> str:
    column = household_column(document)
    if row is None or column is None or row not in document.roster:
        return ""
    return document.roster.row(row).cells[column].strip()


# --- counts --------------------------------------------------------------------------------------

_COUNTED = ("年级", "班数", "人数", "男", "女", "性别不明", "已建籍", "未建籍")


def _counted(document: Document, table: StudentTable
             ) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The first grade of each stage by itself, all others together, and the whole roster: the
    lines add up."""
    header = (*_COUNTED, *table.kinds, "备注")
    schooling = document.profile.schooling(document.school.system)
    first = set(schooling.first.values())
    sums: dict[int, Counter[str]] = {}
    classes: dict[int, set[tuple[int, str]]] = {}
    for row in document.roster.rows:
        student = document.validator.student(row.id)
        grade = student.standing.grade or 0
        line = grade if grade in first else -1 if grade else 0
        tally = sums.setdefault(line, Counter())
        tally["人数"] += 1
        tally[{document.profile.sexes[0]: "男", document.profile.sexes[1]: "女"}.get(
            student.sex.value or "", "性别不明")] += 1
        tally["已建籍" if document.roster.value(row.id, SUB_NUMBER).strip() else "未建籍"] += 1
        classes.setdefault(line, set()).add(
            (grade, squeeze(document.roster.value(row.id, CLASS_NAME))))
    for each in disposed(document):
        if each.disposition.kind in table.kinds and not each.in_roster:
            grade = document.profile.grades.index(each.cells[GRADE]) + 1 \
                if each.cells.get(GRADE) in document.profile.grades else 0
            sums.setdefault(grade if grade in first else -1 if grade else 0, Counter())[
                each.disposition.kind] += 1

    def line_of(title: str, chosen: Sequence[int]) -> tuple[str, ...]:
        total: Counter[str] = sum((sums[each] for each in chosen), Counter())
        total["班数"] = len(set().union(*(classes.get(each, set()) for each in chosen)))
        return (title, *(str(total[what]) for what in (*_COUNTED[1:], *table.kinds)), "")

    entrants = sorted(each for each in sums if each > 0)
    lines = [line_of(document.profile.grades[each - 1], [each]) for each in entrants]
    lines.append(line_of("新生合计", entrants))
    for which, title in ((-1, "其他年级"), (0, "年级不明")):
        if which in sums:
            lines.append(line_of(title, [which]))
    return header, [*lines, line_of("全校合计", list(sums))]


def table_lines(made: MadeTable) -> Iterator[str]:
    """The table as text, for the command line."""
    yield "\t".join(made.header)
    for line in made.lines:
        yield "\t".join(line)
