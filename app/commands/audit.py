"""``audit``: the files of many schools, each by itself and all together."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import DONE, ERRORS_LEFT
from app.commands.outputs import noted, record_written, settle_earlier
from app.commands.running import fail
from app.district.audit import Audit, as_json, open_snapshot, run_audit, schools_of
from app.district.states import STATES
from app.exports import DISTRICT

if TYPE_CHECKING:
    from app.commands.words import Commands


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("audit", help="汇总检查各校上报的文件")
    parser.add_argument("folder", metavar="DIR", help="各校文件所在的文件夹")
    parser.add_argument("--schools", metavar="FILE", help="学校名单")
    parser.add_argument("--since", metavar="SNAPSHOT", help="上次检查的快照")
    parser.add_argument("--out", metavar="DIR", help="存放快照、通报和核查单的文件夹")
    parser.add_argument("--profile", metavar="NAME",
                        help="地区设置；不写就按各校文件自己的表头和号码")
    parser.add_argument("--school-year", metavar="Y", type=int, help="学年开始的年份")
    parser.add_argument("--system", metavar="S", help="学制，如 六三（6-3-3）；不写就按地区设置")
    parser.add_argument("--jobs", metavar="N", type=_jobs, default=os.cpu_count() or 1,
                        help="同时检查几个文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: argparse.Namespace) -> int:
    """Checks the folder and writes the reports into ``--out``; 0 if every school passed, 1 if
    something is to be done, 2 if no file could be read."""
    folder, schools = Path(options.folder), options.schools and Path(options.schools)
    out = Path(options.out) if options.out else None
    listed = schools_of(schools)
    with open_snapshot(out, Path(options.since) if options.since else None) as snapshot:
        audit = run_audit(
            folder, snapshot, schools=listed, profile_name=options.profile,
            school_year=options.school_year, system=options.system, jobs=options.jobs,
            but=[path for path in (schools, out) if path])
        if out is not None and audit.readable:
            from app.district.outputs import end_run, write_all  # not paid for without --out

            settle_earlier()
            with noted(out):
                written = write_all(audit, snapshot, out)
            end_run(audit, snapshot)
            record_written(DISTRICT, [(path, 0) for path in written])
        else:
            written = []
    if options.json:
        print(json.dumps(as_json(audit), ensure_ascii=False))
    else:
        _tell(audit, [str(path) for path in written])
    if not audit.readable:
        return fail(f"文件夹“{folder}”里没有读得出的学籍表，请检查是否选对了文件夹。")
    return DONE if audit.all_passed else ERRORS_LEFT


def _jobs(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _tell(audit: Audit, written: list[str]) -> None:
    for line in audit.lines:
        facts = line.facts
        print(f"{line.state}  {line.file or '—'}  {line.code} {line.name}  {facts.rows} 人，"
              f"错误 {facts.errors}，提醒 {facts.warnings}，校内重复 {facts.duplicates}，"
              f"跨校 {line.across}")
        for note in [facts.error] if facts.error else line.notes:
            print(f"    {note}")
    for pair in audit.pairs:
        rows = "；".join(f"{place.file} 第 {place.row} 行" for place in pair.places)
        print(f"跨校  {audit.title(pair.rule)}：{rows}"
              + (f"（已核实：{pair.reason}）" if pair.reason else ""))
    counts = audit.states()
    print("　".join(f"{state} {counts[state]}" for state in STATES if counts[state])
          + f"；{audit.unchanged} 个文件没有变化。")
    for path in written:
        print(path)
