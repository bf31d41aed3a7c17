"""``photos``: a folder of photos against the students of a roster."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import DONE, ERRORS_LEFT
from app.commands.files import check_options, open_given
from app.commands.outputs import noted, record_now, settle_earlier
from app.commands.words import add_options
from app.exports import PHOTOS, photo_outputs
from app.photos.check import TITLES, as_json, check_photos
from app.photos.scaler import scaler
from app.photos.seen import load_seen

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("photos", help="检查学生照片")
    parser.add_argument("folder", metavar="DIR", help="照片所在的文件夹")
    parser.add_argument("roster", metavar="ROSTER", help="学籍表文件")
    parser.add_argument("--out", metavar="DIR", help="存放改好名的照片副本和检查表的文件夹")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Checks the photos, and writes copies and tables into ``--out``; 0 if all is well, 1 with
    findings, 2 if folder or roster can't be read."""
    check_options(options)
    document = open_given(options.roster, options)
    out = Path(options.out) if options.out else None
    check = check_photos(Path(options.folder), document,
                         seen=load_seen(out, document) if out else None,
                         but=[Path(options.roster), *([out] if out else [])])
    written: list[Path] = []
    if out is not None:
        from app.photos.photo_outputs import write_photos  # not paid for without --out

        settle_earlier(document.roster.path)
        with noted(out):
            made = write_photos(check, document, out, scale=scaler(document.profile.photos))
        written = made.tables
        record_now(PHOTOS, lambda: photo_outputs(check, made, document.profile.fields))
    if options.json:
        print(json.dumps(as_json(check), ensure_ascii=False))
        return ERRORS_LEFT if check.findings else DONE
    for finding in check.findings:
        sitter = finding.sitter
        where = f"第 {sitter.number} 行 {sitter.name}" if sitter else ""
        print(f"{TITLES[finding.rule]}  {where}  {finding.file or ''}  {finding.message}")
    print(f"{len(check.photos)} 张照片，{len(check.sitters)} 名学生，{check.ok} 名没有问题；"
          f"{len(check.findings)} 处问题，忽略 {check.ignored} 个系统文件。")
    for path in written:
        print(path)
    return ERRORS_LEFT if check.findings else DONE
