"""The kinds of files that are damaged at random: sound ones to begin with, and how each is read.

A reader gives "" or what is wrong with what it read; an error that it may raise is a sentence for
the clerk.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from app import continuing
from app.autosave import Autosave
from app.document import Document
from app.edits import apply_edits
from app.output_notes import recover_output
from app.slips import apply_answers, read_slips, write_slips
from models.commit.pair_journal import JOURNAL, Move, PairJournal
from models.commit.seal import Seal
from models.errors import (
    EditError, OutputError, ProfileError, SessionError, WorkbookError, XuejiError)
from models.forms.form import read_form
from models.intake.roster_from_sheets import open_roster
from models.profile import read_profile
from models.regular import file_hash
from models.resources import resource
from models.roster import Roster
from models.session.session import Source, load
from tests.builders import document_of, student, students
from tests.models.reading import corpus

DATA = Path(__file__).resolve().parents[1] / "data"
Seeds = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Kind:
    """``seeds`` gives names and contents; ``names_file``: whether errors name the file."""

    seeds: Callable[[], Seeds]
    read: Callable[[Path], str]
    errors: tuple[type[XuejiError], ...]
    names_file: bool = True


def _made(write: Callable[[Path], object], ending: str) -> Seeds:
    """What ``write`` puts into a folder, by ending."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        return [(path.name, path.read_bytes()) for path in sorted(Path(folder).glob(f"*{ending}"))]


# --- rosters and issued forms ---------------------------------------------------------------------


def _rosters() -> Seeds:
    """The corpus in every format, with what LibreOffice wrote and what was found before."""
    files = [(name, write()) for name, write in corpus.FILES.items()]
    for folder in ("libreoffice", "fuzz"):
        files.extend((path.name, path.read_bytes()) for path in sorted((DATA / folder).glob("*")))
    return files


def _read_roster(path: Path) -> str:
    password = corpus.PASSWORD if "encrypted" in path.name else None
    roster = open_roster(path, password=password)
    "".join(text for row in roster.rows for text in row.cells).encode()
    return "" if isinstance(roster, Roster) and roster.rows else "a roster without rows"


def _forms() -> Seeds:
    return [(path.name, path.read_bytes()) for folder in ("forms", "fuzz")
            for path in sorted((DATA / folder).glob("*.xls*"))]


def _read_issued_form(path: Path) -> str:
    form = read_form(path)
    return "" if form.first <= form.end else "lines that end before they begin"


# --- slips that came back, edits ------------------------------------------------------------------


def _faulty() -> Document:
    rows = students(8)
    rows[1]["sex"], rows[3]["sex"], rows[5]["name"] = "?", "", "王?"
    return document_of(rows)


def _slips() -> Seeds:
    found = _made(lambda folder: write_slips(_faulty(), folder), ".xls")
    return [*found, *((path.name, path.read_bytes())
                      for path in sorted((DATA / "fuzz").glob("*.xls*")))]


def _read_slip(path: Path) -> str:
    document = _faulty()
    before = [list(row.cells) for row in document.roster.rows]
    answers = read_slips(document, [path])
    if [list(row.cells) for row in document.roster.rows] != before:
        return "reading changed the roster"
    if any("\n" in text or not text.endswith("。") for text in answers.refused):
        return f"refused in no clear sentence: {answers.refused}"
    apply_answers(document, answers.fixes)
    return ""


def _edits() -> Seeds:
    row = 2
    entries = [
        {"row": row, "field": "name", "value": "王一", "reason": "核对"},
        {"row": row + 1, "sheet": "Sheet1", "field": "sex", "value": "女"},
        {"row": row + 5, "field": "name", "value": "王二", "reason": "户口簿"},
        {"row": row + 3, "delete": True, "reason": "转出"},
        {"add": student(20), "reason": "漏报"}]
    document = _faulty()
    confirm = [{"row": document.roster.row(found.row).number, "field": found.field,
                "rule": found.rule, "confirm": "留级"} for found in document.open_findings()
               if found.row is not None and document.validator.confirmable(found.rule)]
    texts = [json.dumps(some, ensure_ascii=False, indent=1).encode()
             for some in (entries, entries[:1], entries[2:3], entries[4:], confirm, [])]
    return [(f"edits{number}.json", text) for number, text in enumerate(texts)]


def _read_edits(path: Path) -> str:
    document = _faulty()
    apply_edits(document, path)
    list(document.open_findings())
    return ""


# --- what the program reads of its own ------------------------------------------------------------


def _profiles() -> Seeds:
    return [(path.name, path.read_bytes()) for path in sorted(resource("profiles").glob("*.toml"))]


def _read_profile(path: Path) -> str:
    profile = read_profile(path)
    document = document_of(students(3))
    return "" if document.roster.rows and profile.name else "a profile without a name"


def _settings() -> Seeds:
    from ui import settings
    from ui.settings import HeaderChoice, Settings

    def write(folder: Path) -> None:
        settings.STORE = folder / "settings.ini"
        kept = Settings(open_folder="/名册", save_folder="/上报")
        kept.note_opened(Path("/名册/名册.xls"))
        kept.note_header(["姓名", "号码"], HeaderChoice(3, {"name": 0, "main_number": 1}))
        settings.save(kept)
        store = settings.open_store()
        store.setValue("table/columns", '{"hidden": ["sex"], "order": ["name", "sex"]}')
        store.setValue("table/zoom", "1.25")
        store.setValue("forms/choices", '{"x": [{"0": "name"}, true]}')
        store.sync()
        del store
    return _made(write, ".ini")


def _read_settings(path: Path) -> str:
    from ui import settings
    from ui.roster_table import zooming
    from ui.roster_table.columns import ColumnChoice
    from ui.submission import form_choices

    settings.STORE = path
    found = settings.load()
    ColumnChoice.load()
    zooming.load()
    form_choices.remembered(["姓名"])
    form_choices.last_form()
    settings.save(found)
    return "" if settings.load() == found else "settings that don't come back"


@cache
def _sealed() -> Seal:
    return Seal(b"k" * 32)


def _pair_folder(folder: Path) -> tuple[Path, Path]:
    """A folder with an interrupted pair and a roster beside it, and the folder of the notes."""
    out, work = folder / "out", folder / "work"
    out.mkdir()
    work.mkdir()
    (folder / "名册.xls").write_bytes(b"the roster")
    (work / "journal.key").write_bytes(b"k" * 32)
    moves = []
    for name in ("总库.xls", "更正表.xls"):
        (out / name).write_bytes(b"old " + name.encode())
        (out / f"{name}.备份-1.xls").write_bytes(b"old " + name.encode())
        (out / f".xueji-{name}.tmp").write_bytes(b"new " + name.encode())
        moves.append(Move(
            f".xueji-{name}.tmp", name, hashlib.sha256(b"new " + name.encode()).hexdigest(),
            hashlib.sha256(b"old " + name.encode()).hexdigest(), f"{name}.备份-1.xls"))
    journal = PairJournal(out)
    journal.commit(moves, _sealed())
    journal.close()
    (work / "output-1.json").write_text(json.dumps(str(out)), encoding="ascii")
    return out, work


def _journals() -> Seeds:
    with tempfile.TemporaryDirectory() as folder:
        out, work = _pair_folder(Path(folder))
        content = (out / JOURNAL).read_bytes()
    forged = content.replace("总库.xls".encode("unicode_escape"), b"../\\u540d\\u518c.xls")
    return [("a.journal", content), ("b.journal", b"R" + content[1:]), ("c.journal", forged),
            ("d.note", b'"/out"'), ("e.key", b"k" * 32)]


def _read_journal(path: Path) -> str:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        out, work = _pair_folder(folder)
        target = {".journal": out / JOURNAL, ".note": work / "output-1.json",
                  ".key": work / "journal.key"}[path.suffix]
        shutil.copy(path, target)
        told = recover_output(work)
        if (folder / "名册.xls").read_bytes() != b"the roster" or len(os.listdir(folder)) != 3:
            return "what lies outside the folder changed"
        states = {(out / name).read_bytes()[:3] if (out / name).exists() else b""
                  for name in ("总库.xls", "更正表.xls")}
        if len(states) > 1 and not told:
            return f"a mixed pair, and nobody says so: {states}"
        if not states <= {b"old", b"new"}:
            return f"neither the old nor the new files: {states}"
        return "" if all(text.endswith("。") for text in told) else f"no clear sentence: {told}"


def _works() -> Seeds:
    def write(folder: Path) -> None:
        roster = folder / "名册.xls"
        roster.write_bytes(b"roster")
        document = _faulty()
        document.roster.path = roster
        saving = Autosave(document, Source(roster, file_hash(roster), "shanghai", ("Sheet1",)),
                          folder, lambda state: None)
        document.edit([(document.roster.rows[0].id, 2, "王甲")])
        document.edit([(document.roster.rows[1].id, 2, "王乙")])
        saving.close()
    return _made(write, ".xueji")


def _read_work(path: Path) -> str:
    found = load(path)
    [work] = [work for work in continuing.look(path.parent).works if work.path == path] or [None]
    if work is None:
        return "loaded, and not found"
    document = continuing.go_on(work, today=date(2012, 11, 20))
    return "" if found.roster.rows == document.roster.rows else "two states of one file"


KINDS = {
    "rosters": Kind(_rosters, _read_roster, (WorkbookError, OutputError)),
    "forms": Kind(_forms, _read_issued_form, (WorkbookError, OutputError)),
    "slips": Kind(_slips, _read_slip, (WorkbookError,)),
    "edits": Kind(_edits, _read_edits, (EditError,), names_file=False),
    "profiles": Kind(_profiles, _read_profile, (ProfileError,)),
    "settings": Kind(_settings, _read_settings, ()),
    "journals": Kind(_journals, _read_journal, ()),
    "works": Kind(_works, _read_work, (SessionError, ProfileError), names_file=False),
}
