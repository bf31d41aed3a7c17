"""The log: rotating, private, and without any student's data, whatever goes wrong."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from app.autosave import Autosave
from app.edits import apply_edits
from app.opening import open_document
from app.submission import submit
from models.errors import XuejiError
from models.regular import file_hash
from models.session.session import SessionWriter, Source, load
from tests.builders import SCHOOL_NAME, grid_of, student, students, write_xls

SECRETS = ("王小明", "310117200003050115", "3101170001220110001", "星光学校", "Smith", "阿卜杜拉")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    path = logs.start(tmp_path / "log", level=logging.DEBUG)
    assert path is not None
    yield path
    logs.stop()


def content(path: Path) -> str:
    return "".join(file.read_text(encoding="ascii") for file in path.parent.iterdir())


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_the_first_line_says_what_it_runs_on(log: Path) -> None:
    first = content(log).splitlines()[0]
    version, system = sys.version.split()[0], "Windows" if sys.platform == "win32" else "Linux"
    assert re.search(rf"started: Python {re.escape(version)}, {system} \d+\.\d+\S*, frozen", first)


@pytest.mark.parametrize("secret", SECRETS)
def test_messages_of_errors_are_left_out(log: Path, secret: str) -> None:
    logger = logging.getLogger("app.somewhere")
    for kind in (ValueError, KeyError, TypeError, UnicodeError, OSError, sqlite3.OperationalError,
                 XuejiError, Warning):
        try:
            try:
                raise kind(secret)
            except Exception as inner:
                raise RuntimeError(f"with {secret}") from inner
        except RuntimeError:
            logger.exception("it failed")
    text = content(log)
    assert secret not in text and "because of" in text
    assert "ValueError" in text and "test_logs.py" in text and "RuntimeError" in text


@pytest.mark.parametrize("secret", [text for text in SECRETS if text != "Smith"])
def test_our_own_records_are_scrubbed(log: Path, secret: str) -> None:
    logging.getLogger("models.x").warning("a cell %s, a cell " + secret, secret)
    logging.getLogger("ui.x").warning("3.10117052622009E+18 and %d", 310117200003050)
    text = content(log)
    assert secret not in text and ("a cell ?" in text or "a cell #" in text)
    assert "10117052622009" not in text and "310117200003050" not in text


@pytest.mark.parametrize("secret", SECRETS)
def test_foreign_records_are_known_by_their_place_only(log: Path, secret: str) -> None:
    logging.getLogger("openpyxl.reader").warning("bad cell " + secret)
    logging.getLogger("openpyxl.reader").warning("bad cell %s", secret)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"strange date {secret}", UserWarning, stacklevel=1)
    text = content(log)
    assert secret not in text and "bad cell" not in text
    assert text.count("openpyxl.reader") == 2 and "py.warnings" in text


@pytest.mark.parametrize(("error", "said"), [
    (OSError(28, "No space", "/home/王小明/名册.xls"), "errno 28"),
    (AttributeError("'NoneType' object has no attribute 'cells'"), "no attribute 'cells'"),
    (ValueError("310117200003050115"), "ValueError")])
def test_harmless_details_are_kept(error: Exception, said: str) -> None:
    caught = raised(error)
    text = logs.described(type(caught), caught, caught.__traceback__)
    assert said in text and not any(secret in text for secret in SECRETS)


def test_errors_that_cause_each_other_end(log: Path) -> None:
    one, other = ValueError("甲"), KeyError("乙")
    one.__cause__, other.__cause__ = other, one
    assert logs.described(type(one), one, None).count("because of") == 2


def test_a_whole_job_leaves_no_trace_of_students(log: Path, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*students(30), student(31, name="王小明", sex="x"), student(32, main_number="E1234567"),
            student(33, name="Smith")]
    roster = write_xls(tmp_path / f"3101170001{SCHOOL_NAME}.xls", grid_of(rows))
    document = open_document(roster)
    saving = Autosave(document, Source(roster, file_hash(roster), "shanghai", ("Sheet1",)),
                      tmp_path / "work", lambda _state: None)
    document.apply_fixes(document.safe_fixes(), "规范")
    document.edit([(0, 2, "阿卜杜拉")])
    assert saving.flush() and saving.path is not None
    with monkeypatch.context() as patch:  # and a disk that fails in the middle of it
        patch.setattr(SessionWriter, "save", lambda *_: (_ for _ in ()).throw(
            sqlite3.OperationalError("阿卜杜拉")))
        document.edit([(1, 2, "阿卜杜拉")])
        assert not saving.flush()
    assert saving.flush() or saving.flush()
    saving.close()
    load(saving.path)
    (tmp_path / "out").mkdir()
    submit(document, tmp_path / "out", allow_errors=True)
    (tmp_path / "edits.json").write_text('[{"row": 1, "value": "阿卜杜拉"}]', encoding="utf-8")
    for attempt in (lambda: apply_edits(document, tmp_path / "edits.json"),
                    lambda: open_document(tmp_path / "王小明.xls")):
        try:
            attempt()
        except XuejiError:
            logging.getLogger("app").exception("as expected")
    text = content(log)
    assert "saving failed" in text and "as expected" in text
    cells = {cell for row in document.roster.rows for cell in row.cells if len(cell) > 3}
    cells |= {*SECRETS} - {""}
    assert not [cell for cell in cells if cell in text]


@pytest.mark.skipif(sys.platform == "win32", reason="the profile's rights guard it there")
def test_only_the_user_can_read_it(log: Path) -> None:
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


def test_it_rotates_and_stays_small(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "SIZE", 1900)
    for number in range(500):
        logging.getLogger("app").warning("a line of the log, number %d", number)
    files = sorted(log.parent.iterdir())
    assert len(files) == logs.KEPT + 1 and all(file.stat().st_size <= 2000 for file in files)
    assert "number 499" in log.read_text(encoding="ascii")
    if sys.platform != "win32":
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_log_that_cannot_be_set_aside_grows_and_the_older_ones_stay(
        log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when window and command line both log under Windows."""
    monkeypatch.setattr(logs, "SIZE", 1)
    logger = logging.getLogger("app")
    for number in range(5):
        logger.warning("number %d", number)
    older = {file.name: file.read_bytes() for file in log.parent.iterdir() if file != log}
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if source == str(log):
            raise PermissionError(13, "in use")
        replace(source, target)
    monkeypatch.setattr("os.replace", refuse)
    for number in range(5, 9):
        logger.warning("number %d", number)
    assert {file.name: file.read_bytes() for file in log.parent.iterdir() if file != log} == older
    assert all(f"number {number}" in log.read_text(encoding="ascii") for number in range(4, 9))


def test_an_error_of_the_log_reaches_nobody(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "SIZE", 1)
    [handler] = [found for found in logging.getLogger().handlers if found.get_name() == logs.NAME]
    assert isinstance(handler, logging.FileHandler)
    stream = handler.stream

    class Full:
        """A stream of a drive that is full."""

        def tell(self) -> int:
            return 9

        def close(self) -> None:
            stream.close()
            raise OSError(28, "no space")
    setattr(handler, "stream", Full())
    for number in range(3):
        logging.getLogger("app").warning("number %d", number)
    assert "number 2" in log.read_text(encoding="ascii")


@pytest.mark.skipif(sys.platform == "win32", reason="an open file keeps its folder there")
def test_what_takes_the_log_away_stops_nobody(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder goes, comes back as a file, or a file of the row before can't be renamed."""
    monkeypatch.setattr(logs, "SIZE", 1)
    logger = logging.getLogger("app")
    (log.parent / f"{logs.NAME}.4").mkdir()
    (log.parent / f"{logs.NAME}.4" / "full").write_bytes(b"")
    for number in range(9):
        logger.warning("number %d", number)
    assert "number 8" in log.read_text(encoding="ascii")
    log.parent.rename(log.parent.with_name("gone"))
    logger.warning("goes nowhere")
    log.parent.write_bytes(b"")
    logger.warning("nor does this")
    log.parent.unlink()
    log.parent.mkdir()
    logger.warning("here again")
    assert "here again" in log.read_text(encoding="ascii")


def test_no_folder_no_log_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    before = logging.getLogger().handlers[:]
    assert logs.start(tmp_path / "file" / "log") is None
    logging.getLogger("app").warning("goes nowhere")
    logging.getLogger().handlers[:] = before
