"""The house rules that a program can check: layers, imports, and what no module may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "models", "ui", "validators")
PURE = ("app", "models", "validators")
LINT_IMPORTS = (
    "from importlinter.cli import lint_imports_command as lint\nlint(['--no-cache', '--no-logo'])"
)
LONGEST_FILE = 500


def sources(*packages: str) -> list[Path]:
    """Every module of these packages, `main.py` where no package is named."""
    found = [path for name in packages or PACKAGES for path in (ROOT / name).rglob("*.py")]
    return sorted(found if packages else [*found, ROOT / "main.py"])


@cache
def parsed(path: Path) -> tuple[ast.Module, str]:
    """A module's tree and text."""
    text = path.read_text(encoding="utf-8")
    return ast.parse(text), text


# --- tests ---------------------------------------------------------------------------------------


def test_no_test_file_is_marked_twice() -> None:
    """The second mark would take the place of the first: slow tests would run with the quick."""
    twice = [path.name for path in (ROOT / "tests").rglob("*.py")
             if path.read_text("utf-8").count("\npytestmark = ") > 1]
    assert twice == []


# --- layers --------------------------------------------------------------------------------------


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_imports_keep_to_the_layers() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_stand_in_order() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "isort", "--check-only", "."], cwd=ROOT, capture_output=True,
        encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, f"run `isort .`\n{done.stderr}"


def test_the_layer_check_sees_a_breach_of_each_contract(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text(
        (ROOT / "setup.cfg").read_text(encoding="utf-8"), encoding="utf-8"
    )
    breaches = {
        "models": "import validators\nimport PySide6\n",
        "validators": "import app\n",
        "app": "import ui\n",
        "ui": "import xlwt\n",
        "app/autosave": "",
        "app/claims": "",
        "app/work": "",
        "ui/looks": "import ui.widgets\n",
        "ui/work": "import app.claims\n",
        "models/reading": "import models.writing\n",
    }
    layers = ConfigParser()
    layers.read(ROOT / "setup.cfg", encoding="utf-8")
    for package in ("ui", "models"):  # the contracts want every room that they name
        rooms = layers[f"importlinter:contract:rooms-of-{package}"]["layers"]
        for room in rooms.replace("|", " ").split():
            breaches.setdefault(f"{package}/{room}", "")
    for package, code in breaches.items():
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(code, encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    for breach in (
        "app is not allowed to import ui",
        "validators is not allowed to import app",
        "models is not allowed to import validators",
        "models is not allowed to import PySide6",
        "ui is not allowed to import xlwt",
        "ui.looks is not allowed to import ui.widgets",
        "ui.work is not allowed to import app.claims",
        "models.reading is not allowed to import models.writing",
    ):
        assert breach in done.stdout


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other, sorted; none where data walks one way."""
    reach = {name: set(found) & set(imports) for name, found in imports.items()}
    for middle in imports:
        for found in reach.values():
            if middle in found:
                found |= reach[middle]
    together = {name: frozenset(other for other in found if name in reach[other])
                for name, found in reach.items() if name in found}
    return sorted(map(sorted, set(together.values())))


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_modules_import_each_other() -> None:
    """Nor for types alone: what needs the other's name is not apart from it."""
    imports = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts):
        {name for _, name in imported(parsed(path)[0])}
        for path in sources()
    }
    assert circles(imports) == []


def test_command_line_loads_no_qt() -> None:
    code = (
        "import sys, main\n"
        "from importlib import import_module\n"
        "from app.commands import COMMANDS, running\n"
        "for name in COMMANDS:\n"
        "    module = import_module('app.commands.' + name.replace('-', '_'))\n"
        "    assert callable(module.add_parser) and callable(module.run), name\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'shiboken6', 'ui')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


# --- bans ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ban:
    """Something that no module of these packages may contain."""

    name: str
    why: str
    packages: tuple[str, ...]
    find: Callable[[ast.Module, str], Iterator[int]]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    except_in: tuple[str, ...] = ()
    """The folders and files to which this is left."""


def swallowed_errors(tree: ast.Module, text: str) -> Iterator[int]:
    """`except:` of anything, and `except Exception` that does nothing with it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        names = {part.id for part in ast.walk(node.type or node) if isinstance(part, ast.Name)}
        everything = node.type is None or names & {"Exception", "BaseException"}
        idle = all(
            isinstance(step, (ast.Pass, ast.Continue))
            or isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
            for step in node.body
        )
        if node.type is None or everything and idle:
            yield node.lineno


def calls_of(*names: str) -> Callable[[ast.Module, str], Iterator[int]]:
    """Calls by a name as it is written, such as print(...) or os.umask(...)."""

    def find(tree: ast.Module, text: str) -> Iterator[int]:
        return (node.lineno for node in ast.walk(tree)
                if isinstance(node, ast.Call) and ast.unparse(node.func) in names)

    return find


KEY = re.compile(r"(Ctrl|Alt|Shift)\+|\bF\d{1,2}\b", re.ASCII)


def keys_in_texts(tree: ast.Module, text: str) -> Iterator[int]:
    """Texts that name a key (“Ctrl+F”, “F8”); docstrings may."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (isinstance(node, ast.Constant) and isinstance(node.value, str)
                and id(node) not in said and KEY.search(node.value)):
            yield node.lineno


def mentions(word: str) -> Callable[[ast.Module, str], Iterator[int]]:
    """Lines with this word, in code, text or comment."""

    def find(tree: ast.Module, text: str) -> Iterator[int]:
        return (number for number, line in enumerate(text.splitlines(), 1) if word in line)

    return find


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported module's full name, `from a import b` as both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def imports_of(*modules: str) -> Callable[[ast.Module, str], Iterator[int]]:
    """Imports of these modules or of anything in them."""

    def find(tree: ast.Module, text: str) -> Iterator[int]:
        for line, name in imported(tree):
            if any(name == module or name.startswith(module + ".") for module in modules):
                yield line

    return find


def other_qt_modules(tree: ast.Module, text: str) -> Iterator[int]:
    """Imports of Qt modules that the packaged program does not carry."""
    carried = {"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtPrintSupport"}
    for line, name in imported(tree):
        parts = name.split(".")
        if parts[0] == "PySide6" and len(parts) > 1 and parts[1] not in carried:
            yield line


def text_files_without_encoding(tree: ast.Module, text: str) -> Iterator[int]:
    """open(), .open(), read_text() and write_text() that leave the encoding to the machine."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if any(word.arg in ("encoding", None) for word in node.keywords):
            continue
        builtin = isinstance(node.func, ast.Name) and node.func.id == "open"
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("read_text", "write_text"):
            yield node.lineno
        elif builtin and not any(
            isinstance(part, ast.Constant) and "b" in str(part.value)
            for part in [*node.args[1:2], *(w.value for w in node.keywords if w.arg == "mode")]
        ):
            yield node.lineno


def no_future_annotations(tree: ast.Module, text: str) -> Iterator[int]:
    if not any(name == "__future__.annotations" for _, name in imported(tree)):
        yield from (1 for node in tree.body[1:2])


def no_purpose(tree: ast.Module, text: str) -> Iterator[int]:
    if text.strip() and not ast.get_docstring(tree):
        yield 1


def too_long(tree: ast.Module, text: str) -> Iterator[int]:
    if len(text.splitlines()) > LONGEST_FILE:
        yield LONGEST_FILE


BANS = (
    Ban(
        "swallowed errors",
        "an error nobody hears of is lost work; name the error, or log it and tell the clerk",
        PACKAGES,
        swallowed_errors,
        (
            "try:\n    f()\nexcept Exception:\n    pass",
            "try:\n    f()\nexcept (OSError, Exception):\n    ...",
            "try:\n    f()\nexcept:\n    log()",
        ),
        ("try:\n    f()\nexcept OSError:\n    pass", "try:\n    f()\nexcept Exception:\n    log()"),
    ),
    Ban(
        "print",
        "a window has no console; only the command line prints",
        ("models", "ui", "validators"),
        calls_of("print"),
        ("print(1)",),
        ("printer.print()", "def fingerprint(): ..."),
    ),
    Ban(
        "run text as code",
        "rosters are strangers' files",
        PACKAGES,
        calls_of("eval", "exec"),
        ("eval('1')", "exec(text)"),
        ("app.exec()", "dialog.exec()"),
    ),
    Ban(
        "mention of Qt's binding",
        "only ui/ knows Qt, also not by a late import",
        PURE,
        mentions("PySide6"),
        ("importlib.import_module('PySide6.QtCore')",),
        ("# the window, or whatever shows it",),
    ),
    Ban(
        "network",
        "the program works offline; only the sending room may speak to a server, when asked",
        PACKAGES,
        imports_of(
            "socket", "ssl", "http", "urllib.request", "requests", "httpx", "ftplib", "smtplib"
        ),
        ("import http.client", "from urllib import request", "import ssl"),
        ("from urllib.parse import quote",),
        except_in=("app/ftp",),
    ),
    Ban(
        "XML without defusedxml",
        "an entity bomb in a roster must not stop the program",
        PACKAGES,
        imports_of("xml"),
        ("import xml.etree.ElementTree as ET", "from xml import sax"),
        ("from defusedxml.ElementTree import fromstring",),
    ),
    Ban(
        "thread of its own",
        "a Job takes what nobody expected to the crash guard; a bare thread lets it vanish",
        ("ui",),
        calls_of("QThread", "QRunnable", "Thread", "threading.Thread", "QThreadPool.globalInstance",
                 "QThreadPool", "ThreadPoolExecutor"),
        ("Thread(target=work).start()", "threading.Thread(target=work)", "QThread(self)",
         "QThreadPool.globalInstance().start(work)"),
        ("Job(work, self).start()", "QThread.currentThread()"),
        # the job itself; asking a drive that may never answer; waiting for a second start, which
        # has threading.excepthook, the crash guard's other door
        except_in=("ui/widgets/worker.py", "ui/widgets/patience.py",
                   "ui/window/single_instance.py"),
    ),
    Ban(
        "umask",
        "it belongs to the whole process: flipped in one thread, it is wrong in another",
        PACKAGES,
        calls_of("umask", "os.umask"),
        ("os.umask(0)", "before = umask(0o77)"),
        ("path.chmod(0o600)",),
    ),
    Ban(
        "pickle",
        "a file that can run code is no place for a working copy",
        PACKAGES,
        imports_of("pickle", "shelve", "marshal"),
        ("import pickle",),
        ("import json",),
    ),
    Ban(
        "key beside the table of actions",
        "what a key does, and which key does it, is said in ui/action_table.py alone",
        ("ui",),
        keys_in_texts,
        ('QKeySequence("Ctrl+F")', 'label("按 F8 到下一处")', 'f"{count} 处（Alt+{number}）"'),
        ('keys_of(Act.NEXT)', '"""F6 goes on."""', '"PDF1 和 A4 纸"', 'Qt.Key.Key_F8'),
        except_in=("ui/action_table.py",),
    ),
    Ban(
        "Qt module outside the package",
        "the Windows package carries five Qt modules only",
        ("ui",),
        other_qt_modules,
        ("from PySide6.QtNetwork import QLocalServer", "from PySide6 import QtQml"),
        ("from PySide6.QtCore import Qt", "from PySide6 import QtWidgets, QtGui"),
    ),
    Ban(
        "text file without an encoding",
        "on the clerk's Windows the default is GBK, here it is UTF-8",
        PACKAGES,
        text_files_without_encoding,
        ("open(p)", "open(p, 'w')", "path.read_text()", "path.write_text(t, newline='')"),
        ("open(p, 'rb')", "open(p, mode='wb')", "open(p, encoding='gbk')", "p.read_bytes()"),
    ),
    Ban(
        "no `from __future__ import annotations`",
        "one spelling of types in the whole house",
        PACKAGES,
        no_future_annotations,
        ('"""Purpose."""\nimport os',),
        ('"""Purpose."""', '"""Purpose."""\nfrom __future__ import annotations\nimport os'),
    ),
    Ban(
        "no purpose",
        "the first line of a module says what it is for",
        PACKAGES,
        no_purpose,
        ("import os",),
        ('"""Purpose."""', ""),
    ),
    Ban(
        "file too long",
        "over 400 lines a file asks to be two, over 500 it has to be",
        PACKAGES,
        too_long,
        ("x = 1\n" * (LONGEST_FILE + 1),),
        ("x = 1\n" * LONGEST_FILE,),
    ),
)


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.name)
def test_no_module_does(ban: Ban) -> None:
    found = []
    for path in sources(*ban.packages):
        if any(path.is_relative_to(ROOT / left) for left in ban.except_in):
            continue
        for line in ban.find(*parsed(path)):
            found.append(f"{path.relative_to(ROOT)}:{line}: {ban.name}: {ban.why}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("ban", "code", "banned"),
    [
        pytest.param(ban, code, banned, id=f"{ban.name}-{'bad' if banned else 'good'}-{number}")
        for ban in BANS
        for banned, examples in ((True, ban.bad), (False, ban.good))
        for number, code in enumerate(examples)
    ],
)
def test_the_ban_sees(ban: Ban, code: str, banned: bool) -> None:
    assert bool(list(ban.find(ast.parse(code), code))) is banned
