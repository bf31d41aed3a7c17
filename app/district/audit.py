"""One run of 汇总检查: a folder in, lines of schools and pairs across schools out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from app.district.across import TITLES, Pair, SchoolFile, across
from app.district.school_figures import Facts, Judged, Settings, fingerprint
from app.district.school_files import SNAPSHOT, school_files
from app.district.school_list import ListedSchool, read_school_list, with_zeros
from app.district.snapshot import Snapshot
from app.district.states import MISSING, PASSED, UNREADABLE, SchoolLine, school_lines
from app.district.workers import judged_files
from app.guessing import ProfileChoice
from app.opening import check_given
from models.errors import XuejiError, folder_fault
from models.profile import Profile, own_profiles
from models.school import school_year_of

_BATCH_FILES = 32
_BATCH_SECONDS = 1.0

Progress = Callable[[int, int, str], None]
"""Told of every file: how many are done, of how many, and which."""


class AuditCancelledError(XuejiError):
    """The clerk stopped the run; what was read is kept for the next one."""


@dataclass(frozen=True)
class Audit:
    """What a run found. ``before`` are the lines of the one before (JSON objects), ``before_day``
    its day, ``run`` this one's number; ``unchanged`` counts files that were not read again."""

    folder: Path
    profile: Profile
    lines: tuple[SchoolLine, ...]
    pairs: tuple[Pair, ...]
    unchanged: int
    run: int = 1
    before_day: str = ""
    before: tuple[dict[str, Any], ...] = ()
    seconds: float = 0.0

    @property
    def missing(self) -> list[SchoolLine]:
        """Listed schools without a file."""
        return [line for line in self.lines if line.state == MISSING]

    @property
    def readable(self) -> bool:
        """Whether any file could be opened."""
        return any(line.state not in (MISSING, UNREADABLE) for line in self.lines)

    @property
    def all_passed(self) -> bool:
        """Whether nothing is to be done."""
        return all(line.state == PASSED for line in self.lines)

    def title(self, rule: str) -> str:
        """How a rule across schools is called with the region's own titles."""
        return self.profile.worded(TITLES[rule])

    def states(self) -> Counter[str]:
        """How many lines are in each state."""
        return Counter(line.state for line in self.lines)


def line_json(line: SchoolLine) -> dict[str, Any]:
    """A school's line as the command prints it and the snapshot keeps it."""
    facts = line.facts
    return {
        "file": line.file, "code": line.code, "name": line.name, "rows": facts.rows,
        "grades": facts.grades, "errors": facts.errors, "warnings": facts.warnings,
        "duplicates": facts.duplicates, "across": line.across, "state": line.state,
        "notes": line.notes, "error": facts.error or None, "classes": facts.classes,
        "expected": line.expected,
    }


def as_json(audit: Audit) -> dict[str, Any]:
    """The object that ``audit --json`` prints."""
    return {
        "schools": [line_json(line) for line in audit.lines],
        "across": [{"rule": pair.rule,
                    "rows": [{"file": place.file, "row": place.row} for place in pair.places],
                    **({"verified": pair.reason} if pair.reason else {})}
                   for pair in audit.pairs],
        "missing": [{"code": line.code, "name": line.name} for line in audit.missing],
        "unchanged": audit.unchanged,
    }


@contextmanager
def open_snapshot(out: Path | None, since: Path | None) -> Iterator[Snapshot]:
    """The snapshot of a run: in ``out``, else one that is thrown away; what ``since`` knows is
    taken over. Raises SnapshotError, and OutputError if nothing can be written in ``out``."""
    if out is None:
        with TemporaryDirectory(prefix="xueji-") as place:
            with open_snapshot(Path(place), since) as snapshot:
                yield snapshot
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_fault(error, out) from error
    with Snapshot(out / SNAPSHOT) as snapshot:
        if since is not None:
            snapshot.take_over(since)
        yield snapshot


def run_audit(
    folder: Path, snapshot: Snapshot, *, schools: Sequence[ListedSchool] = (),
    profile_name: str | None = None, school_year: int | None = None,
    system: str | None = None, jobs: int = 1,
    but: Iterable[Path] = (), today: date | None = None, cancel: Event | None = None,
    progress: Progress = lambda done, of, file: None,
    arrived: Callable[[list[SchoolLine]], None] | None = None,
) -> Audit:
    """Reads every file of the folder that is new or changed, and judges all of them together.
    ``arrived`` is told now and then of the lines of what was read so far, each by itself. Without
    ``profile_name`` the files themselves say which profile they are written by.

    Raises FileMissingError, ProfileError, SchoolError, SnapshotError and AuditCancelledError; what
    is wrong with one file is that file's line.
    """
    started = time.monotonic()
    cancel = cancel or Event()
    files = school_files(folder, but=[*but, snapshot.path])
    profile = ProfileChoice(profile_name).of((folder / file for file in files), cancel)
    check_given(profile, None, school_year, system)
    settings = Settings(profile.name, school_year, system, own_profiles().get(profile.name))
    alike = fingerprint(settings, school_year_of(today or date.today()))
    tell = None if arrived is None else _Teller(snapshot, schools, profile, arrived)
    unchanged = _read(folder, snapshot, files, settings, alike, jobs, cancel, progress, tell)
    return gathered(folder, snapshot, profile, schools, unchanged, time.monotonic() - started)


def gathered(folder: Path, snapshot: Snapshot, profile: Profile,
             schools: Sequence[ListedSchool], unchanged: int, seconds: float = 0.0) -> Audit:
    """The lines and pairs of what the snapshot holds."""
    schools = with_zeros(schools, profile.school_code_length)
    lines = school_lines(list(snapshot.files()), schools, profile)
    by_number = {line.number: SchoolFile(
        line.file, line.code or f"?{line.file}", bool(line.facts.inside))
        for line in lines if line.file is not None}
    listed = [school.code for school in schools] or [
        line.code for line in lines if not line.facts.error and not line.facts.inside]
    pairs = across(snapshot, by_number, listed)
    _count(lines, pairs)
    last = snapshot.last_run()
    return Audit(folder, profile, tuple(lines), tuple(pairs), unchanged,
                 last[0] + 1 if last else 1, last[1] if last else "",
                 tuple(last[2]) if last else (), seconds)


def _read(folder: Path, snapshot: Snapshot, files: Sequence[str], settings: Settings, alike: str,
          jobs: int, cancel: Event, progress: Progress, tell: _Teller | None) -> int:
    """Brings the snapshot up to date; how many files had not changed."""
    snapshot.keep_only(files)
    known = snapshot.known(alike)
    snapshot.expect(sum(file not in known for file in files))
    unchanged = done = 0
    batch: list[tuple[str, Judged]] = []
    written = time.monotonic()
    for file, judged in judged_files(
            folder, [(file, known.get(file, "")) for file in files], settings, jobs, cancel):
        done += 1
        if judged is None:
            unchanged += 1
        else:
            batch.append((file, judged))
        if len(batch) >= _BATCH_FILES or time.monotonic() - written > _BATCH_SECONDS:
            snapshot.put(batch, alike)
            batch.clear()
            written = time.monotonic()
        progress(done, len(files), file)
        if tell is not None:
            tell.note(file, judged)
    snapshot.put(batch, alike)
    if cancel.is_set():
        raise AuditCancelledError("已停止检查；读过的文件已记下，下次接着检查。")
    snapshot.index()
    return unchanged


class _Teller:
    """Tells of the schools' lines while others are still read, not more often than is of use."""

    def __init__(self, snapshot: Snapshot, schools: Sequence[ListedSchool], profile: Profile,
                 arrived: Callable[[list[SchoolLine]], None]) -> None:
        self._known = {path: (number, path, sha256, facts)
                       for number, path, sha256, facts in snapshot.files()}
        self._schools = with_zeros(schools, profile.school_code_length)
        self._profile, self._arrived = profile, arrived
        self._found: list[tuple[int, str, str, Facts]] = []
        self._told = time.monotonic()
        self._pause = _BATCH_SECONDS

    def note(self, file: str, judged: Judged | None) -> None:
        """A file was read, or (None) is as it was."""
        if judged is not None:
            self._found.append((0, file, judged.sha256, judged.facts))
        elif file in self._known:
            self._found.append(self._known[file])
        started = time.monotonic()
        if started - self._told < self._pause:
            return
        lines = school_lines(self._found, self._schools, self._profile)
        self._arrived([line for line in lines if line.file is not None])
        self._told = time.monotonic()
        self._pause = max(_BATCH_SECONDS, 20 * (self._told - started))  # at most a twentieth


def _count(lines: Sequence[SchoolLine], pairs: Sequence[Pair]) -> None:
    """Counts every school's students and open pairs across schools."""
    students: dict[str, set[int]] = {}
    numbers: Counter[str] = Counter()
    persons: Counter[str] = Counter()
    for pair in pairs:
        for file in {place.file for place in pair.places}:
            if not pair.reason:
                (numbers if pair.by_number else persons)[file] += 1
        for place in pair.places:
            students.setdefault(place.file, set()).add(place.row)
    for line in lines:
        if line.file is not None:
            line.across = len(students.get(line.file, ()))
            line.open_numbers, line.open_persons = numbers[line.file], persons[line.file]


def schools_of(path: Path | None) -> list[ListedSchool]:
    """The schools of the list, none without one. Raises what ``read_school_list`` raises."""
    return read_school_list(path) if path is not None else []
