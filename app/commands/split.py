"""``split``: a roster into 核对表, a file a class or grade; merging them gives the roster again."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import DONE
from app.commands.files import check_options, open_given
from app.commands.outputs import output_folder, record_written, settle_earlier
from app.commands.words import add_options
from app.exports import TEACHERS
from app.merging.splitting import By, write_parts

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("split", help="按班级或年级拆成核对表")
    parser.add_argument("roster", metavar="ROSTER")
    parser.add_argument("--out", required=True, metavar="DIR", help="存放核对表的文件夹")
    parser.add_argument("--by", default=By.CLASS.value, choices=[by.value for by in By],
                        help="每班一个 class、每个年级一个 grade、新生年级与其他年级分开 first-grades")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Writes the files."""
    check_options(options)
    document = open_given(options.roster, options)
    settle_earlier(document.roster.path)
    with output_folder(Path(options.out)) as folder:
        files = write_parts(document, By(options.by), folder)
    record_written(TEACHERS, [(file.path, rows) for file, rows in files], document)
    if options.json:
        print(json.dumps({"files": [{"file": str(file.path), "rows": rows}
                                    for file, rows in files]}, ensure_ascii=False))
    else:
        for file, rows in files:
            print(f"{file.path}：{rows} 人")
        print(f"共 {len(files)} 个文件，{sum(rows for _, rows in files)} 人")
    return DONE
