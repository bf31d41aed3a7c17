"""``merge``: files, folders and one-student forms into one roster, every row accounted for."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import DIFFERENT, DONE
from app.commands.files import check_options, expanded
from app.commands.outputs import noted, record_now, settle_earlier
from app.commands.words import add_options
from app.exports import MERGING, column_titles, written_outputs
from app.folders import work_folder
from app.guessing import ProfileChoice
from app.merging.absent import absent_classes, open_earlier
from app.merging.candidates import offered
from app.merging.inputs import remember_inputs
from app.merging.merging import Merged, Place, merge_files, write_merged
from models.commit.places import check_place
from models.errors import OutputError, SourceFileError
from models.fields import Fields

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("merge", help="把多个文件合成一份名册")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="文件或文件夹")
    parser.add_argument("--out", required=True, metavar="FILE.xls", help="合成的名册")
    parser.add_argument("--recursive", action="store_true", help="包括文件夹里的文件夹")
    parser.add_argument("--earlier", metavar="FILE",
                        help="本学年较早的名册（如上学期名册）：它有、这次没有的班也算缺的班")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Merges; 0 if all was read and nobody is twice, 1 if not, 2 if there is nothing to merge."""
    check_options(options)
    target = Path(options.out)
    settle_earlier()  # what is merged must be no half of a pair
    named = [Path(name) for given in options.paths for name in expanded(given)]
    paths = offered(named, recursive=options.recursive)
    if target.suffix.lower() != ".xls":
        raise OutputError(f"“{target.name}”的扩展名要写成 .xls。")
    profile = ProfileChoice(options.profile).of(paths)
    earlier = [Path(options.earlier)] if options.earlier else []
    roster = open_earlier(earlier[0], profile) if earlier else None
    today = date.today()
    merged = merge_files(paths, profile, today, sheets=options.sheet, named=named)
    if roster is not None:
        absent = [(grade, own) for grade, own, _ in absent_classes(
            merged, roster, profile, today)]
        merged = replace(merged, missing=list(dict.fromkeys((*merged.missing, *absent))))
    try:
        check_place(target.parent, target.name,
                    [*earlier, *(source.file for source in merged.sources)])
    except SourceFileError as error:
        raise SourceFileError(
            f"“{target.name}”是要合并或对照的文件之一，不能覆盖；请换一个文件名，原有文件没有改动。") from error
    with noted(target.parent):
        written = write_merged(merged, target)
    remember_inputs(work_folder(), written.sha256, merged)
    record_now(MERGING, lambda: written_outputs(
        [(target, len(merged.rows))], column_titles(merged.columns)))
    if options.json:
        print(json.dumps(as_json(merged), ensure_ascii=False))
    else:
        print("\n".join(_lines(merged, target, profile.fields)))
    return DONE if merged.is_clean else DIFFERENT


def as_json(merged: Merged) -> dict[str, Any]:
    """The account in JSON; rows are the numbers that Excel shows in their files."""
    def place(each: Place) -> dict[str, Any]:
        return {"file": str(each.source.file), "sheet": each.source.sheet, "row": each.row}

    return {
        "files": [
            {"file": str(source.file), "sheet": source.sheet, "read": source.read,
             "kept": source.kept,
             "left_out": [{"row": each.row, "why": each.why}
                          for each in sorted(source.left_out, key=lambda each: each.row)],
             "unaccounted": [{"row": each.row, "column": each.column, "what": each.what}
                             for each in source.unaccounted],
             "error": source.error}
            for source in merged.sources],
        "rows": len(merged.rows),
        "twice": [{"rows": [place(each) for each in twice.places], "same": twice.same,
                   "differs": list(twice.differs)} for twice in merged.twice],
        "missing_classes": [{"grade": grade, "class": own} for grade, own in merged.missing],
        "columns": {column.key: column.title for column in merged.columns if column.key},
    }


def _lines(merged: Merged, target: Path, fields: Fields) -> list[str]:
    lines = []
    for source in merged.sources:
        if source.error:
            lines.append(f"未并入 {source.file}：{source.error}")
            continue
        notes = f"；{'；'.join(source.notes)}" if source.notes else ""
        lines.append(f"{source.file} {source.sheet}：{source.kept} 人{notes}")
        lines += [f"  第 {each.row} 行没有取：{each.why}" for each in source.left_out]
        lines += [f"  没有读入，请核对：{each.text(with_sheet=False)}" for each in source.unaccounted]
    for twice in merged.twice:
        if not twice.same:
            where = "、".join(f"“{each.source.file.name}”第 {each.row} 行" for each in twice.places)
            lines.append(f"同一学生出现多次，内容不同（{'、'.join(map(fields.title, twice.differs))}）："
                         f"{where}")
    if merged.missing:
        lines.append("可能缺的班：" + "、".join(f"{grade}{own}" for grade, own in merged.missing))
    read = sum(source.read for source in merged.sources)
    out = sum(len(source.left_out) for source in merged.sources)
    lines.append(f"读到 {read} 行 = 合成名册 {len(merged.rows)} 人 + 未取 {out} 行")
    lines.append(f"名册：{target}")
    return lines
