"""``tables``: tables of students and counts, made of dispositions and of a list compared."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import DONE
from app.commands.against import add_kind_options, hold_against_given
from app.commands.files import check_options, open_given
from app.commands.outputs import output_folder, record_written, settle_earlier
from app.commands.words import add_options
from app.edits import apply_edits
from app.exports import STATISTICS
from app.lists.tables import made_table, table_named, write_table

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("tables", help="生成统计表、名单和异动登记表")
    parser.add_argument("roster", metavar="ROSTER")
    parser.add_argument("--table", required=True, metavar="NAME", help="表的名称")
    parser.add_argument("--out", required=True, metavar="DIR", help="存放表格的文件夹")
    parser.add_argument("--compared", dest="against", action="append", default=[],
                        metavar="LIST", help="与这份名单核对；可以重复")
    parser.add_argument("--edits", metavar="FILE", help="修改清单（JSON），包括学生的去向")
    parser.add_argument("--form", metavar="FILE", help="下发的空表，填好另存")
    add_kind_options(parser)
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Writes one table."""
    check_options(options)
    document = open_given(options.roster, options)
    table = table_named(document, options.table)
    hold_against_given(document, options)
    if options.edits is not None:
        apply_edits(document, Path(options.edits))
    made = made_table(document, table)
    form = Path(options.form) if options.form is not None else None
    settle_earlier(document.roster.path, *map(Path, options.against))
    with output_folder(Path(options.out)) as folder:
        written = write_table(document, made, folder, form)
    record_written(STATISTICS, [(written.path, made.students)], document)
    print(f"{written.path}：{len(made.lines)} 行")
    if made.proposed:
        print(f"另有 {len(made.proposed)} 人的身份证号前六位不是本区县，请核对户口簿（列在“请核对户口簿”里）。")
    return DONE
