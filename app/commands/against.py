"""The words by which a command holds a roster against other lists."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.document import Document
from app.matching.kinds import Kind
from models.errors import SchoolError


def add_kind_options(parser: argparse.ArgumentParser) -> None:
    """What a list is, and which of its rows count."""
    parser.add_argument("--as", dest="kind", default=Kind.OTHER.value,
                        choices=[kind.value for kind in Kind],
                        help="招生录取名单 admission、上学期名册 term、上学年名册 year、其他名单 list")
    parser.add_argument("--grade", action="append", default=[], metavar="G",
                        help="名单覆盖的年级，可以重复；不写就按名单里的内容")
    parser.add_argument("--list-sheet", metavar="S", action="append", default=[],
                        help="名单的工作表，可以重复；'*' 表示所有合适的工作表")


def add_against_options(parser: argparse.ArgumentParser) -> None:
    """The lists that a roster is held against, and what they are."""
    parser.add_argument("--against", action="append", default=[], metavar="LIST",
                        help="与这份名单核对，不同之处列为问题；可以重复")
    add_kind_options(parser)


def covered(document: Document, options: argparse.Namespace) -> list[int]:
    """The grades given. Raises SchoolError for one that is none."""
    if not options.grade:
        return []
    from app.lists.beside import grades_named

    grades, unknown = grades_named(document, options.grade)
    if unknown:
        raise SchoolError(f"年级“{unknown[0]}”无法识别，请写成 七年级、7 或 初一 这样。")
    return grades


def hold_against_given(document: Document, options: argparse.Namespace) -> None:
    """Attaches the lists given. Raises what reading them raises, and WrongListError."""
    grades = covered(document, options)
    if not options.against:
        return
    from app.lists.beside import attach, open_attached  # the matching, which most runs do without

    for name in options.against:
        doubt = attach(document, open_attached(Path(name), Kind(options.kind), grades=grades,
                                               sheets=options.list_sheet,
                                               fields=document.profile.fields))
        if doubt:
            print(doubt, file=sys.stderr)
