"""The commands ``check`` and ``export``: the window's work without a window. Never imports Qt."""

from __future__ import annotations

import argparse
import errno
import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path
from typing import Any, NoReturn

from app.document import Document
from app.opening import check_given, open_document
from app.report import as_json, as_lines
from models.bulk import collection_paused
from models.errors import OutputError, PasswordNeededError, XuejiError
from models.profile import DEFAULT_PROFILE, load_profile

COMMANDS = ("check", "export")
DONE, ERRORS_LEFT, FAILED = 0, 1, 2

_WORDS_OFF = (
    (r"the following arguments are required: (.*)", "缺少 {}"),
    (r"unrecognized arguments: (.*)", "不认识“{}”"),
    (r"argument (\S+): expected one argument", "{} 后面要写内容"),
    (r"argument (\S+): ignored explicit argument (.*)", "{} 后面不能写内容"),
    (r"argument --school-year: .*: '(.*)'", "学年“{}”不对，应是四位年份"),
)
"""What argparse says, and how we say it."""

_log = logging.getLogger(__name__)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the words in one line; takes no shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        for pattern, ours in _WORDS_OFF:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = ours.format(match[1])
        message = message.replace("\n", " ")
        self.exit(FAILED, f"命令写法有误：{message}。用 --help 看写法。\n")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that window and commands share."""
    parser.add_argument("--profile", default=DEFAULT_PROFILE, metavar="NAME", help="地区设置")
    parser.add_argument("--school-code", metavar="C", help="学校代码")
    parser.add_argument("--school-name", metavar="N", help="学校全称")
    parser.add_argument("--school-year", metavar="YYYY", type=int, help="学年开始的年份")
    parser.add_argument("--sheet", metavar="NAME", action="append", default=[],
                        help="工作表，可以重复；'*' 表示所有合适的工作表")


def window_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the window: an optional ``roster`` and what both kinds of use share."""
    parser = _Parser(
        prog="main.py", description="学籍总库校对：打开窗口。",
        epilog="不开窗口：main.py check --help（列出问题）、main.py export --help（生成两个文件）。")
    parser.add_argument("roster", nargs="?", metavar="ROSTER", help="学籍表文件")
    add_options(parser)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Runs ``check`` or ``export``; returns the exit code (0 clean, 1 errors left, 2 failed)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _Parser(prog="main.py", description="学籍总库校对")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    check = commands.add_parser("check", help="列出名册里的问题")
    check.add_argument("rosters", nargs="+", metavar="ROSTER")
    check.add_argument("--json", action="store_true", help="输出 JSON")
    export = commands.add_parser("export", help="生成总库文件和更正表")
    export.add_argument("roster", metavar="ROSTER")
    export.add_argument("--out", required=True, metavar="DIR", help="存放两个文件的文件夹")
    export.add_argument("--fix-safe", action="store_true", help="先统一写法")
    export.add_argument("--edits", metavar="FILE", help="修改清单（JSON）")
    export.add_argument("--allow-errors", action="store_true", help="有错误也生成，文件名加（未校对完）")
    for command in (check, export):
        add_options(command)
    options = parser.parse_args(arguments)
    try:
        check_given(load_profile(options.profile), options.school_code, options.school_year)
        with collection_paused():  # a run is short, and what it makes has no cycles
            code = _check(options) if options.command == "check" else _export(options)
        sys.stdout.flush()
    except XuejiError as error:  # what was given is wrong, whatever the rosters are
        return _fail(str(error))
    except OSError as error:
        # the reader of our output has left, as `head` does; Windows mostly calls that EINVAL
        if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
            return _fail(_logged())
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _fail("已中断。")
    except Exception:  # a fault of ours: a traceback would end as "errors left"
        return _fail(_logged())
    return code


def _logged() -> str:
    """Writes the fault that is being handled to the log; what to tell about it."""
    from app import folders, logs  # not paid for by a run without faults

    log = logs.start(folders.log_folder())
    _log.exception("an unexpected fault of a command")
    where = f"详情（不含学生信息）在日志“{log}”里" if log else "日志写不了"
    return f"程序出了意外的错误，没有完成；{where}，请把它发给维护人员。"


def _open(file: str, options: argparse.Namespace) -> Document:
    try:
        return open_document(
            Path(file), profile_name=options.profile, sheets=options.sheet,
            code=options.school_code, name=options.school_name, school_year=options.school_year)
    except PasswordNeededError as error:
        raise PasswordNeededError(
            f"“{Path(file).name}”设有打开密码，命令行里不能输入；"
            f"请在窗口里打开它，或在 Excel、WPS 中去掉密码再试。") from error


def _fail(message: str) -> int:
    print(message.replace("\n", " "), file=sys.stderr)
    return FAILED


# --- check ---------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    files = [name for given in options.rosters for name in _expanded(given)]
    results: list[dict[str, Any]] = []
    code = DONE
    for file in files:
        try:
            document = _open(file, options)
        except XuejiError as error:
            code = _fail(str(error))
            results.append({"file": file, "error": str(error)})
            continue
        if options.json:
            results.append(as_json(document, file))
        else:
            print("\n".join(as_lines(document, file)))
        code = max(code, ERRORS_LEFT if document.tally().errors else DONE)
    if options.json:
        print(json.dumps(results if len(files) > 1 else results[0], ensure_ascii=False))
    return code


def _expanded(given: str) -> list[str]:
    """The files behind a pattern that the shell left as it is (Windows)."""
    if Path(given).exists() or not any(c in given for c in "*?"):
        return [given]
    return sorted(glob(given)) or [given]


# --- export --------------------------------------------------------------------------------------


def _export(options: argparse.Namespace) -> int:
    from app.edits import apply_edits  # not paid for by ``check``
    from app.submission import file_names, submit

    try:
        document = _open(options.roster, options)
        if options.edits is not None:
            apply_edits(document, Path(options.edits))
        if options.fix_safe:
            document.apply_fixes(document.safe_fixes(), "一键规范写法")
        tally = document.tally()
        if tally.errors and not options.allow_errors:
            print(f"还有 {tally.errors} 处错误，没有生成文件；请先改正，或加 --allow-errors。",
                  file=sys.stderr)
            return ERRORS_LEFT
        file_names(document, unfinished=bool(tally.errors))
        with _folder(Path(options.out)) as folder:
            result = submit(document, folder, allow_errors=options.allow_errors)
    except XuejiError as error:
        return _fail(str(error))
    if tally.warnings:
        print(f"还有 {tally.warnings} 处待核实。", file=sys.stderr)
    print(f"{result.pair.master.path}：{result.students} 名学生")
    print(f"{result.pair.corrections.path}：{result.corrections} 条更正")
    print(f"已读回逐格核对，共 {result.pair.cells_compared} 格，全部一致。")
    return DONE


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """The folder for the files, made if need be, and taken away again if they can't be written."""
    try:
        new = [each for each in (path, *path.parents) if not each.exists()]
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能在“{path}”存放文件，请换一个文件夹。") from error
    try:
        yield path
    except BaseException:
        with suppress(OSError):  # something else was put there meanwhile
            for each in new:
                each.rmdir()
        raise
