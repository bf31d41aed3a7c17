"""One school's file, opened as its clerk would, in figures and keys to be compared."""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.document import Document
from app.opening import open_document
from models.bulk import collection_paused, forget
from models.errors import EmptyFileError, PasswordNeededError, SheetChoiceError, XuejiError
from models.fields import CLASS_NAME, GRADE, NAME
from models.intake.roster_from_sheets import ALL_SHEETS
from models.profile import load_profile
from models.reading.read import check_file
from models.regular import file_hash, read_regular
from models.resources import resource
from models.writing.master_form import named_in
from validators.readings.class_name import class_reader

KEYS = struct.Struct("<qqqqq")
"""Excel's row, then the keys of 学籍主号, 学籍副号 and person, then the code that 学籍副号 carries if it
is not the school's; 0 where there is none."""

NO_GRADE = "年级不详"
_VERSION = 1  # another one when a change of the rules makes old judgements worthless
_TWICE = frozenset(("main-duplicate", "sub-duplicate", "same-person"))

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """How every file is opened; ``own`` is the file of a profile of the clerk's own, where the
    workers, which are processes of their own, find it too."""

    profile: str
    school_year: int | None = None
    system: str | None = None
    own: Path | None = None


@dataclass
class Facts:
    """What is known of a file. ``code`` and ``name`` as a clerk's opening infers them; ``inside``
    the code that most numbers carry if it is another than the file's name says; ``content`` is
    equal for files with the same students; ``error`` one sentence where it can't be opened."""

    error: str = ""
    code: str = ""
    name: str = ""
    inside: str = ""
    content: str = ""
    rows: int = 0
    classes: int = 0
    grades: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    duplicates: int = 0
    rules: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    """A file that was read: facts, packed ``keys`` (KEYS, one a row), packed ``students`` and
    ``findings``."""

    sha256: str
    facts: Facts
    keys: bytes = b""
    students: bytes = b""
    findings: bytes = b""


def judge(folder: Path, file: str, settings: Settings, known: str) -> Judged | None:
    """Reads a file; None if it is still the ``known`` one (SHA-256). Never raises: what is wrong
    is the file's one sentence."""
    path = folder / file
    try:
        with suppress(EmptyFileError):  # which the opening tells
            check_file(path)  # before all bytes of something absurd are read
        sha256 = file_hash(path)
    except XuejiError as error:
        return Judged("", _unopened(file, str(error), settings))
    except OSError:
        return Judged("", _unopened(
            file, f"读不出文件“{path.name}”，请检查它是否被占用或已移走。", settings))
    if sha256 == known:
        return None
    try:
        with collection_paused():
            document = _opened(path, settings)
            judged = _judged(document, sha256)
    except PasswordNeededError:
        sentence = f"“{path.name}”设有打开密码，请学校去掉密码后重新上报。"
    except XuejiError as error:
        sentence = str(error)
    except Exception:  # a fault of ours must cost one line, not the run
        _log.exception("an unexpected fault while a school's file was judged")
        sentence = f"检查“{path.name}”时程序出了意外的错误，请单独打开它核对。"
    else:
        return judged
    finally:
        forget()
    return Judged(sha256, _unopened(file, sentence, settings))


def _unopened(file: str, sentence: str, settings: Settings) -> Facts:
    code, name = named_in(file, load_profile(settings.profile))
    return Facts(error=sentence.replace("\n", " "), code=code, name=name)


def _opened(path: Path, settings: Settings) -> Document:
    try:
        return open_document(path, profile_name=settings.profile,
                             school_year=settings.school_year, system=settings.system)
    except SheetChoiceError:  # nobody is there to ask: no student may be left out
        document = open_document(path, profile_name=settings.profile, sheets=ALL_SHEETS,
                                 school_year=settings.school_year, system=settings.system)
        names = "、".join(f"“{name}”" for name in document.roster.sheets)
        document.roster.notes.append(f"有几张工作表都像学籍表，已合在一起检查：{names}。")
        return document


def _judged(document: Document, sha256: str) -> Judged:
    roster, validator, school = document.roster, document.validator, document.school
    tally = document.tally()
    wrong = [finding for finding in validator.file_findings() if finding.rule == "school-code"]
    twice = sum(any(finding.rule in _TWICE for finding in validator.findings(row))
                for row in validator.rows_with_findings())
    students = list(_students(document))
    content = hashlib.sha256()
    for _, main, sub, name, *_ in sorted(students, key=lambda one: one[1:4]):
        content.update(f"{main}\t{sub}\t{name}\n".encode("utf-8", "surrogatepass"))
    facts = Facts(
        code=school.code, name=school.name,
        inside=str(wrong[0].params["most"]) if wrong else "",
        content=content.hexdigest(), rows=len(roster),
        classes=len({(grade, own) for *_, grade, _, own in students if own}),
        grades=_in_order(Counter(one[-3] or NO_GRADE for one in students), document),
        errors=tally.errors, warnings=tally.warnings, duplicates=twice,
        rules=dict(validator.counts()), notes=list(roster.notes))
    code_length = document.profile.code_length
    keys = b"".join(
        KEYS.pack(number, _key(main), _key(sub), _key(birth + name if birth and name else ""),
                  _carried(sub, code_length, school.code))
        for number, main, sub, name, birth, *_ in students)
    return Judged(sha256, facts, keys, packed(students), packed(list(_findings(document))))


def _students(document: Document) -> Iterator[tuple[int, str, str, str, str, str, str, str]]:
    """Excel's row, then what can be compared ("" where it can't): 学籍主号, 学籍副号, name and birth date;
    then grade as a title, class as written, and class without its decoration."""
    roster, validator = document.roster, document.validator
    read_class, titles = class_reader(document.profile), document.profile.grades
    grade, class_column, name = (roster.index(key) for key in (GRADE, CLASS_NAME, NAME))
    classes: dict[str, str] = {}
    for row in roster.rows:
        who = validator.student(row.id)
        class_name = "" if class_column is None else row.cells[class_column]
        if class_name not in classes:
            own = read_class(class_name)
            classes[class_name] = own.value.own if own.value is not None else own.canonical
        says = who.standing.grade_number if grade is not None else None
        yield (row.number or 0, who.main.identity or "", who.sub.canonical if who.sub.sound else "",
               who.name.value or ("" if name is None else row.cells[name].strip()),
               who.person[:8] if who.person is not None else "",
               titles[says - 1] if says else "", class_name, classes[class_name])


def _in_order(counts: Counter[str], document: Document) -> dict[str, int]:
    return {title: counts[title] for title in (*document.profile.grades, NO_GRADE)
            if counts[title]}


def _findings(document: Document) -> Iterator[tuple[int, str, str, str]]:
    """Excel's row (0: whole file), severity, rule and message of every open finding."""
    for finding in document.open_findings():
        number = 0 if finding.row is None else document.roster.row(finding.row).number or 0
        yield number, str(finding.severity), finding.rule, document.validator.message(finding)


def _key(text: str) -> int:
    """A number in place of a text: equal for equal texts, and 64 bits keep others apart."""
    if not text:
        return 0
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) or 1


def _carried(sub: str, length: int, own: str) -> int:
    code = sub[:length]
    return code_key(code) if code and code != own else 0


def code_key(code: str) -> int:
    """A school's code as a number that no other code has: a negative one if there are letters."""
    return int(code) if code.isdigit() else -abs(_key(code))


def packed(value: Any) -> bytes:
    """A list of tuples as few bytes."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"), 3)


def unpacked(data: bytes) -> list[list[Any]]:
    """What ``packed`` was given."""
    value: list[list[Any]] = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass")) \
        if data else []
    return value


def fingerprint(settings: Settings, this_school_year: int) -> str:
    """Equal for runs that judge alike; ``this_school_year`` speaks where a file doesn't."""
    found = hashlib.sha256(repr((
        _VERSION, settings.profile, settings.school_year, settings.system,
        this_school_year)).encode())
    for path in (*sorted(resource("profiles").glob("*.toml")),
                 *sorted(resource("tables").glob("*.toml")),
                 *([settings.own] if settings.own else [])):
        found.update(read_regular(path, 1_000_000))
    return found.hexdigest()
