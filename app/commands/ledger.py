"""``ledger``: what left the school, and whether the record of it is whole."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app.commands import DONE
from app.handing_in.ledger import KINDS, Ledger, Line

if TYPE_CHECKING:
    from app.commands.words import Commands

BROKEN = 1
"""Exit code: a line was changed, removed or put in."""


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser("ledger", help="列出台账（导出、打印和上报的记录）")
    parser.add_argument("--verify", action="store_true", help="只检查台账有没有被改动")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: argparse.Namespace) -> int:
    """Prints the lines and what is wrong with them; 0 if nothing is, 1 otherwise."""
    ledger = Ledger()
    faults = ledger.faults()
    lines = [] if any(fault.number == 0 for fault in faults) else ledger.lines()
    if options.json:
        print(json.dumps({
            "path": str(ledger.path), "whole": not faults, "count": len(lines),
            "faults": [{"line": fault.number, "what": fault.what} for fault in faults],
            **({} if options.verify else {"lines": [line.as_json() for line in lines]}),
        }, ensure_ascii=False))
        return BROKEN if faults else DONE
    if not options.verify:
        for line in lines:
            print(in_words(line))
    for fault in faults:
        print(f"第 {fault.number} 条：{fault.what}。" if fault.number else f"{fault.what}。")
    print(f"台账共 {len(lines)} 条，" + ("有改动、缺失或插入。" if faults else "没有被改动过。"))
    return BROKEN if faults else DONE


def in_words(line: Line) -> str:
    """One line of the ledger as a line of text."""
    entry = line.entry
    parts = (
        str(line.number), line.time, entry.person or line.user, KINDS.get(entry.kind, entry.kind),
        entry.purpose, entry.recipient, f"{entry.count} 人" if entry.count else "", entry.file,
        entry.sha256, f"使用期限 {entry.due}" if entry.due else "",
        f"第 {entry.refers} 条" if entry.refers else "", entry.note)
    return "　".join(filter(None, parts))
