"""The commands ``check`` and ``export``: the window's work without a window. Never imports Qt."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from glob import glob
from pathlib import Path
from typing import Any, NoReturn

from app.document import Document
from app.opening import check_given, open_document
from app.report import as_json, as_lines
from models.errors import OutputError, XuejiError
from models.profile import DEFAULT_PROFILE, load_profile

COMMANDS = ("check", "export")
DONE, ERRORS_LEFT, FAILED = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the words in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAILED, f"命令写法有误：{message}\n")


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
    parser = _Parser(prog="main.py", description="学籍总库校对")
    parser.add_argument("roster", nargs="?", metavar="ROSTER")
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
        code = _check(options) if options.command == "check" else _export(options)
        sys.stdout.flush()
    except XuejiError as error:  # what was given is wrong, whatever the rosters are
        return _fail(str(error))
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return code


def _open(file: str, options: argparse.Namespace) -> Document:
    return open_document(
        Path(file), profile_name=options.profile, sheets=options.sheet,
        code=options.school_code, name=options.school_name, school_year=options.school_year)


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
        result = submit(document, _folder(Path(options.out)), allow_errors=options.allow_errors)
    except XuejiError as error:
        return _fail(str(error))
    if tally.warnings:
        print(f"还有 {tally.warnings} 处待核实。", file=sys.stderr)
    print(f"{result.pair.master.path}：{result.students} 名学生")
    print(f"{result.pair.corrections.path}：{result.corrections} 条更正")
    print(f"已读回逐格核对，共 {result.pair.cells_compared} 格，全部一致。")
    return DONE


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能在“{path}”存放文件，请换一个文件夹。") from error
    return path
