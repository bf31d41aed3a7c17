"""``export``: the master file and the correction table, or nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import DONE, ERRORS_LEFT
from app.commands.against import add_against_options, hold_against_given
from app.commands.files import check_options, open_given
from app.commands.outputs import output_folder, settle_earlier
from app.commands.words import add_options
from app.edits import apply_edits
from app.exports import SUBMIT, record_dispositions, record_outputs, submission_outputs
from app.handing_in.earlier import earlier_files
from app.handing_in.ledger import LedgerError
from app.issued_form import form_as_read
from app.submission import file_names, submit
from models.forms.form import read_form

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("export", help="生成总库文件和更正表")
    parser.add_argument("roster", metavar="ROSTER")
    parser.add_argument("--out", required=True, metavar="DIR", help="存放两个文件的文件夹")
    parser.add_argument("--fix-safe", action="store_true", help="先统一写法")
    add_against_options(parser)
    parser.add_argument("--edits", metavar="FILE", help="修改清单（JSON）")
    parser.add_argument("--allow-errors", action="store_true",
                        help="有错误也生成，文件名加（未校对完）")
    parser.add_argument("--form", metavar="FILE",
                        help="上级下发的更正表（.xls、.xlsx）：更正填进这张表")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Writes both files; 1 and nothing written if errors are left."""
    check_options(options)
    document = open_given(options.roster, options)
    form = None
    if options.form is not None:
        form = form_as_read(read_form(Path(options.form), document.roster.fields))
    hold_against_given(document, options)
    if options.edits is not None:
        apply_edits(document, Path(options.edits))
    if options.fix_safe:
        document.apply_fixes(document.safe_fixes(), "一键规范写法")
    tally = document.tally()
    if tally.errors and not options.allow_errors:
        print(f"还有 {tally.errors} 处错误，没有生成文件；请先改正，或加 --allow-errors。",
              file=sys.stderr)
        return ERRORS_LEFT
    file_names(document, bool(tally.errors), form)
    settle_earlier(document.roster.path)
    with output_folder(Path(options.out)) as folder:
        result = submit(document, folder, allow_errors=options.allow_errors, form=form)
    unrecorded = ""
    try:
        record_outputs(SUBMIT, submission_outputs(document, result))
        record_dispositions(document)
    except LedgerError as error:  # the files are what counts
        unrecorded = f"文件已写好，但没能记入台账：{error}"
    for note in (*result.pair.notes, *(form.remarks if form is not None else ())):
        print(note, file=sys.stderr)
    protect = [document.roster.path, *([form.source] if form is not None else [])]
    for path in earlier_files(document, result, (), protect):
        print(f"文件夹里还有以前生成的“{path.name}”，这次没有更新；请不要把它一起交上去。", file=sys.stderr)
    if result.left_out:
        print(f"下发的表没有地方填：{'、'.join(result.left_out)}，请手工补上。", file=sys.stderr)
    if tally.warnings:
        print(f"还有 {tally.warnings} 处待核实。", file=sys.stderr)
    print(f"{result.pair.master.path}：{result.students} 名学生")
    print(f"{result.pair.corrections.path}："
          f"{result.corrections} {'行' if result.issued else '条更正'}")
    print(f"已读回逐格核对，共 {result.pair.cells_compared} 格，全部一致。")
    if unrecorded:
        print(unrecorded)
    return DONE
