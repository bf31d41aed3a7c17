"""What handing in prints: the receipt, the register of exports, the request for use of data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.exports import ARCHIVE, Output
from app.handing_in.archive import ledger_row
from app.handing_in.checklist import HandedIn, Item
from app.handing_in.delivery import NOT_READ_BACK
from app.handing_in.ledger import Line
from ui.paper.press import Press
from ui.paper.print_dialog import Print, PrintDialog

CHECKSUM = "文件校验码"
"""What a SHA-256 is called; the proof report says which kind it is."""


class PaperDialog(PrintDialog):
    """One of the papers: ``words`` say what it is for. They stay at the school."""

    purpose = ARCHIVE

    def __init__(self, parent: QWidget | None, document: Document, folder: Path, paper: Print,
                 words: str) -> None:
        super().__init__(parent, "handingInPaper", paper.title, document, folder)
        self._paper = paper
        self.set_heading(paper.title)
        self.words(words)
        self.finish()

    def job(self) -> Print | str:
        return self._paper

    def output(self, name: str, sha256: str = "") -> Output:
        """No student is told of."""
        return Output(name, sha256)


def receipt_lines(item: Item, handed: HandedIn) -> list[tuple[str, str]]:
    """A receipt as titles and texts, for the screen and for paper."""
    moment = datetime.fromisoformat(handed.at)
    sized = handed.read_back or NOT_READ_BACK in handed.note
    lines = [
        ("文件", item.file), ("时间", f"{moment:%Y年%m月%d日 %H:%M:%S}"), ("交到", handed.to),
        ("位置", handed.path), ("大小", f"{handed.size:,} 字节" + ("，与本机相同" if sized else "")),
        (CHECKSUM, handed.sha256),
        ("读回", "逐字节一致" if handed.read_back else handed.note or "没有读回"),
        ("连接", "加密" if handed.encrypted else "没有加密" if handed.to.startswith("ftp") else ""),
        ("服务器的回答", handed.words), ("上报人", handed.by), ("对方状态", item.confirmed)]
    return [(title, text) for title, text in lines if text]


def receipt(document: Document, items: Sequence[Item]) -> Print:
    """上报回执: one table a file."""
    return Print(f"{document.school.name.strip()}上报回执", False,
                 partial(_receipt, school=document.school.name.strip(), items=tuple(items)))


def _receipt(press: Press, *, school: str, items: Sequence[Item]) -> None:
    press.foot = f"{school}　上报回执"
    press.line("上报回执", 16, bold=True, centre=True, after=10)
    press.line(school, 11, after=8)
    for item in items:
        if item.handed_in is not None:
            press.table((1, 4), (), receipt_lines(item, item.handed_in))
            press.top += 14
    press.line("上报人（签字）：　　　　　　　　校长（签字）：　　　　　　　　日期：　　　　　　", 10)


def register(lines: Sequence[Line], day: date) -> Print:
    """导出登记表: the ledger on paper."""
    return Print(f"数据导出登记表{day:%Y%m%d}", True, partial(_register, lines=tuple(lines)))


def _register(press: Press, *, lines: Sequence[Line]) -> None:
    press.foot = "数据导出登记表"
    press.line("数据导出登记表", 16, bold=True, centre=True, after=10)
    rows = [ledger_row(line) for line in lines]
    press.table(
        (1, 3, 2, 2, 2, 3, 4, 1.2, 5, 2),
        ("序号", "时间", "责任人", "事项", "用途", "接收方", "字段", "人数", f"文件和{CHECKSUM}", "期限"),
        [(row[0], row[1], row[3] or row[2], row[4], row[5], row[6], row[7], row[8],
          f"{row[9]}\n{row[10]}".strip(), row[11]) for row in rows])


def request(line: Line, school: str) -> Print:
    """数据使用申请表: filled from a line of the ledger; the rest is left to be written."""
    return Print(f"数据使用申请表{line.number}", False,
                 partial(_request, line=line, school=school))


def _request(press: Press, *, line: Line, school: str) -> None:
    entry, row = line.entry, ledger_row(line)
    press.foot = f"台账第 {line.number} 条"
    press.line("数据使用申请表", 16, bold=True, centre=True, after=10)
    press.table((1, 3), (), [
        ("申请单位", school), ("数据用途", entry.purpose), ("使用范围", entry.recipient),
        ("使用方式", row[4]), ("数据字段名称", "、".join(entry.fields)), ("学生人数", row[8]),
        ("文件", entry.file), ("使用期限", entry.due), ("数据安全责任人", entry.person),
        ("经办人", line.user), ("信息使用管理安全保障方案", ""), ("审批意见（签字盖章）", "")], least=30)
