"""``check``: the problems of one roster or of several."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from app.commands import DONE, ERRORS_LEFT
from app.commands.against import add_against_options, hold_against_given
from app.commands.files import check_options, expanded, open_given
from app.commands.running import fail
from app.commands.words import add_options
from app.report import as_json, as_lines
from models.errors import XuejiError

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("check", help="列出名册里的问题")
    parser.add_argument("rosters", nargs="+", metavar="ROSTER")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_against_options(parser)
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Prints the findings of every roster; 0 without errors, 1 with, 2 if a file can't be read."""
    check_options(options)
    files = [name for given in options.rosters for name in expanded(given)]
    results: list[dict[str, Any]] = []
    code = DONE
    for file in files:
        try:
            document = open_given(file, options)
            hold_against_given(document, options)
        except XuejiError as error:
            code = fail(str(error))
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
