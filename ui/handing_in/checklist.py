"""上报清单: what is to be handed in, by when, how far each thing is, and one button for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget)

from app.document import Document
from app.exports import record_arrivals
from app.handing_in.checklist import (
    CONFIRMED, HANDED_IN, MISSING, WRITTEN, Checklist, HandedIn, Item, days_words)
from app.handing_in.delivery import Arrival, Parcel, parcel
from app.handing_in.ledger import Entry, Ledger
from models.deliverables import WAYS, check_due, deliverable_of
from models.errors import XuejiError
from ui.handing_in.archiving import ask_and_archive
from ui.handing_in.mailing import MailDialog
from ui.handing_in.papers import CHECKSUM, PaperDialog, receipt, receipt_lines
from ui.handing_in.sending import FtpDialog, copy_to_folder
from ui.looks import theme
from ui.paper.print_dialog import Print
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.dialog_parts import fit_anew
from ui.widgets.form_dialog import Field, FormDialog, who_and_when
from ui.widgets.leaving import keep_person, person
from ui.widgets.soon import soon

_ROLES = {MISSING: "small", WRITTEN: "warning", HANDED_IN: "done", CONFIRMED: "done"}
_SOON = 3
"""Days from which on a date is shown as a warning."""


class ChecklistDialog(Dialog):
    """The list of the roster that is worked on; ``folder`` is where files are offered to be kept,
    ``proof`` gives the proof report for the archive, ``unchanged`` says whether the roster's file
    is as it was when it was opened. ``submit_requested`` asks to write the files first."""

    submit_requested = Signal()

    def __init__(self, parent: QWidget | None, document: Document, folder: Path, *,
                 proof: Callable[[], Print | None] | None = None,
                 unchanged: Callable[[], bool] = lambda: True, today: date | None = None) -> None:
        super().__init__(parent, "checklist", "上报清单", "上报清单")
        self._document, self._folder = document, folder
        self._proof, self._unchanged = proof, unchanged
        self._today = today or date.today()
        self.list = Checklist(document)
        self._shown = ""
        self.resize(1120, 460)
        self.least_height = 460
        across = QHBoxLayout()
        across.setSpacing(theme.XL)
        left = QVBoxLayout()
        left.setSpacing(theme.M)
        self.review_line = QLabel(self)
        self.review_line.setObjectName("reviewLine")
        left.addWidget(self.review_line)
        self._lines = QVBoxLayout()
        left.addLayout(self._lines)
        left.addStretch(1)
        across.addLayout(left, 2)
        self._receipt = QFrame(self)
        self._receipt.setProperty("role", "card")
        self._receipt.setMinimumWidth(360)
        self._receipt_rows = QVBoxLayout(self._receipt)
        across.addWidget(self._receipt, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(across)
        self.body.addStretch(1)
        for text, name, does in (("归档（一个压缩包）…", "archive", self.archive),
                                 ("台账…", "ledger", self.show_ledger),
                                 ("加一项…", "addLine", self.add)):
            button = self.add_button(text, name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, do=does: do())
        self.close_button = self.add_cancel("关闭")
        self.refresh()

    # --- what is shown ---------------------------------------------------------------------------

    def items(self) -> list[Item]:
        """The lines as they stand."""
        return self.list.items(self._today)

    def refresh(self) -> None:
        """Shows the list as it stands now."""
        review = self.list.review
        self.review_line.setText(
            f"✓ 校长已审阅：{review.name}　{date.fromisoformat(review.day):%m月%d日}　文件有改动时会再问"
            if review and review.files else "校长还没有审阅；第一次上报前会问。")
        theme.set_role(self.review_line, "done" if review and review.files else "soft")
        old = self._lines.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        items = self.items()
        table = self._table(items)
        self._lines.addWidget(table)
        table.show()
        handed = [item for item in items if item.handed_in is not None]
        shown = next((item for item in handed if item.file == self._shown), None) or max(
            handed, key=lambda item: item.handed_in.at if item.handed_in else "", default=None)
        self._show_receipt(shown)
        fit_anew(self)

    def _table(self, items: list[Item]) -> QWidget:
        table = QFrame(self)
        table.setObjectName("checklistLines")
        table.setProperty("role", "card")
        grid = QGridLayout(table)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.M)
        for column, title in enumerate(("上报什么", "交到哪里", "期限", "状态", "")):
            grid.addWidget(_label(title, "small"), 0, column)
        grid.setColumnStretch(0, 1)
        first = next((item for item in items if item.state == WRITTEN), None)
        for row, item in enumerate(items, 1):
            detail = item.written.detail if item.written else item.deliverable.title
            note = f"　{item.deliverable.note}" if item.deliverable.note else ""
            grid.addWidget(_two(item.file, f"{detail}{note}", "strong"), row, 0)
            way = WAYS[item.deliverable.way]
            grid.addWidget(_label(f"{way}“{item.deliverable.to}”" if item.deliverable.to else way),
                           row, 1)
            grid.addWidget(self._due(item), row, 2)
            grid.addWidget(_label(_state(item), _ROLES[item.state]), row, 3)
            grid.addWidget(self._button(item, row, item is first), row, 4)
        return table

    def _due(self, item: Item) -> QWidget:
        left = item.days_left(self._today)
        if item.due is None or left is None:
            text, soon = "没有期限", ""
        else:
            text = f"{item.due.month}月{item.due.day}日"
            soon = days_words(left)
        open_ = item.state in (MISSING, WRITTEN)
        button = QPushButton(f"{text}\n{soon}".strip(), self)
        button.setProperty("kind", "link")
        button.setAutoDefault(False)
        button.setToolTip("写明期限和交到哪里" if self.list.is_unnamed(item) else "更改期限")
        button.setAccessibleName(f"{item.deliverable.title}的期限，{text}，{soon}，更改")
        if open_ and left is not None and left <= _SOON:
            theme.set_role(button, "warning")
        button.clicked.connect(lambda: self.change_due(item))
        return button

    def _button(self, item: Item, row: int, primary: bool) -> QPushButton:
        does: Callable[[], object]
        if item.state == MISSING and item.ours:
            text, does = "生成上报文件…", self._submit_first
        elif item.state == MISSING:
            text, does = "选择文件…", partial(self.choose, item)
        elif item.state == WRITTEN:
            text = {"ftp": "上传…", "mail": "准备邮件…", "folder": "存到文件夹…",
                    "paper": "已交纸质…"}[item.deliverable.way]
            does = partial(self.hand_in, item)
        else:
            text, does = "回执…", partial(self.print_receipt, item)
        button = QPushButton(text, self)
        button.setObjectName(f"line{row}")
        button.setAccessibleName(f"{item.deliverable.title}，{text.rstrip('…')}")
        button.setProperty("kind", "primary" if primary else "plain")
        button.setAutoDefault(primary)
        button.setDefault(primary)
        button.clicked.connect(lambda _=False: does())
        if primary:  # the next thing to do
            soon(button, button.setFocus)
        return button

    def _show_receipt(self, item: Item | None) -> None:
        while self._receipt_rows.count():
            part = self._receipt_rows.takeAt(0)
            if part is not None and (widget := part.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._receipt.setVisible(item is not None)
        if item is None or item.handed_in is None:
            return
        self._shown = item.file
        self._receipt_rows.addWidget(_label(f"回执 · {item.deliverable.title}", "strong"))
        rows = QWidget(self._receipt)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, (title, text) in enumerate(receipt_lines(item, item.handed_in)):
            if title not in ("文件", CHECKSUM):
                top = Qt.AlignmentFlag.AlignTop
                grid.addWidget(_label(title, "soft"), row, 0, top)
                # a path may be broken anywhere
                grid.addWidget(_label(text.replace("/", "/\u200b")), row, 1, top)
        self._receipt_rows.addWidget(rows)
        rows.show()
        answer = QPushButton("填写对方状态（待审核、已入库）…", self)
        answer.setObjectName("confirmLine")
        answer.setProperty("kind", "link")
        answer.setAutoDefault(False)
        answer.clicked.connect(lambda: self.confirm(item))
        self._receipt_rows.addWidget(answer)

    def _submit_first(self) -> None:
        self.reject()
        self.submit_requested.emit()

    def choose(self, item: Item) -> None:
        """A file that the clerk made herself."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, f"选择要上报的“{item.deliverable.title}”", str(self._folder))
        if chosen:
            self._safely(lambda: self.list.note_chosen(item.key, Path(chosen)))
            self.refresh()

    # --- handing in ------------------------------------------------------------------------------

    def hand_in(self, item: Item) -> None:
        """One file on its way, after the head has seen all of them."""
        if item.written is None:
            return
        if self.list.review is None or not self.list.review.files:
            self._ask_review(lambda: self.hand_in(item))
            return
        try:
            sent = parcel(Path(item.written.path))
        except XuejiError as error:
            message.warn(self, str(error))
            return
        if sent.sha256 != item.written.sha256:
            if item.ours:
                message.warn(self, f"“{item.file}”写好以后被改动过，没有上报。",
                             "请关闭 Excel、WPS，回到上一步重新生成上报文件，再来上报。")
            elif message.ask(self, f"“{item.file}”选好以后被改动过，没有上报。", "可以重新选择它。",
                             yes="重新选择", no="先不报"):
                self._safely(lambda: self.list.note_chosen(item.key, sent.path))
                self.refresh()
            return
        way = item.deliverable.way
        if way == "ftp":
            self._choose_way(item, sent)
        elif way == "folder":
            self._to_folder(item, sent)
        elif way == "mail":
            dialog = MailDialog(self, sent, item.deliverable.to,
                                self._document.school.name.strip(), item.deliverable.title)
            dialog.accepted.connect(lambda: self._told(item, sent, "邮件"))
            self._open(dialog)
        elif message.ask(self, f"“{item.file}”的纸质件已经交了吗？", yes="已交", no="还没有"):
            self._told(item, sent, "纸质")

    def _choose_way(self, item: Item, sent: Parcel) -> None:
        """Many clerks have no right to the server: the same by a stick."""
        dialog = FtpDialog(self, sent, item.deliverable.to)
        stick = QPushButton("改存到文件夹或 U 盘…", dialog)
        stick.setObjectName("toFolder")
        stick.setProperty("kind", "link")
        stick.setAutoDefault(False)

        def by_stick() -> None:
            dialog.reject()
            self._to_folder(item, sent)
        stick.clicked.connect(by_stick)
        dialog.buttons.insertWidget(0, stick)
        dialog.arrived.connect(lambda arrival: self.have_arrived(item, arrival))
        self._open(dialog)

    def _to_folder(self, item: Item, sent: Parcel) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "存到文件夹或 U 盘", str(self._folder))
        if chosen:
            copy_to_folder(self, sent, Path(chosen),
                           lambda arrival: self.have_arrived(item, arrival))

    def _told(self, item: Item, sent: Parcel, how: str) -> None:
        """Handed in outside the program; the clerk's word stands for it."""
        to = f"{how}：{item.deliverable.to}"
        self.have_arrived(item, Arrival(
            str(sent.path), to, sent.name, len(sent.content), sent.sha256,
            note=f"{how}由本人交出，程序没有核对", at=datetime.now()))

    def have_arrived(self, item: Item, arrival: Arrival) -> None:
        """Keeps what came of a file: in the list and in the ledger."""
        try:
            (line,) = record_arrivals([arrival], person=person(), recipient=(
                f"{WAYS[item.deliverable.way]} {item.deliverable.to} {arrival.to}"))
            self.list.note_handed_in(item.key, arrival, "　".join(
                filter(None, (line.entry.person, f"（{line.user}）"))))
        except XuejiError as error:
            message.warn(self, f"“{item.file}”已交，但没能记下来。", str(error))
        self._shown = item.file
        self.refresh()

    def _ask_review(self, then: Callable[[], None]) -> None:
        dialog = FormDialog(
            self, "review", "校长审阅", "校长看过这些文件了吗？", [
                Field("name", "校长姓名"), Field("day", "审阅日期", self._today.isoformat()),
                Field("person", "上报人", person(), "写在回执和台账上")],
            "已审阅", partial(who_and_when, "请写校长的姓名。"), words="上报前须经校长审阅。文件重新生成后会再问一次。")

        def done() -> None:
            values = dialog.values()
            keep_person(values["person"])
            self._safely(lambda: self.list.note_review(
                values["name"], date.fromisoformat(values["day"])))
            self._safely(lambda: Ledger().add([Entry(
                "reviewed", "上报", person=values["name"], note=f"{values['day']} 校长审阅")]))
            self.refresh()
            then()
        dialog.accepted.connect(done)
        self._open(dialog)

    def confirm(self, item: Item) -> None:
        """What the other side answered."""
        dialog = FormDialog(self, "answer", "对方状态", f"对方怎样答复“{item.file}”？", [
            Field("words", "状态", item.confirmed, "例如 待审核、已入库")], "记下")

        def done() -> None:
            words = dialog.values()["words"]
            self._safely(lambda: self.list.note_confirmed(item.key, words))
            self._safely(lambda: Ledger().add([Entry(
                "confirmed", "上报", item.deliverable.to, file=item.file, note=words)]))
            self.refresh()
        dialog.accepted.connect(done)
        self._open(dialog)

    # --- the list itself -------------------------------------------------------------------------

    def add(self) -> None:
        """A line of the clerk's own."""
        def table(values: dict[str, str]) -> dict[str, str]:
            return {**values, "to": f"{values['way']}:{values['where']}"}

        def fault(values: dict[str, str]) -> str:
            try:
                deliverable_of({key: table(values)[key] for key in (
                    "title", "file", "to", "due", "note")})
            except ValueError as error:
                return f"{error}。"
            return ""
        dialog = FormDialog(self, "addLine", "加一项", "还要上报什么？", [
            Field("title", "名称"),
            Field("file", "文件名", hint="可以写 {school_code}、{school_name}、{school_year}"),
            Field("way", "怎样交", choices=tuple(WAYS.items())), Field("where", "交到哪里"),
            Field("due", "期限", hint="11-30，或 周二、周四"), Field("note", "备注")], "加上", fault)

        def done() -> None:
            values = table(dialog.values())
            self._safely(lambda: self.list.add(deliverable_of(values)))
            self.refresh()
        dialog.accepted.connect(done)
        self._open(dialog)

    def change_due(self, item: Item) -> None:
        """Another date, kept for the years to come; where nobody has said where to, that too."""
        unnamed = self.list.is_unnamed(item)

        def fault(values: dict[str, str]) -> str:
            try:
                check_due(values["due"])
            except ValueError as error:
                return f"{error}。"
            return ""
        fields = [Field("due", "期限", item.deliverable.due, "11-30，或 周二、周四")]
        if unnamed:
            fields += [Field("way", "怎样交", "folder", choices=tuple(WAYS.items())),
                       Field("where", "交到哪里")]
        dialog = FormDialog(
            self, "due", "期限", f"“{item.deliverable.title}”最晚哪天交"
            + ("，交到哪里？" if unnamed else "？"), fields, "记下" if unnamed else "改期限", fault)
        if item.own:
            away = QPushButton("删去这一项", dialog)
            away.setObjectName("removeLine")
            away.setProperty("kind", "link")
            away.setAutoDefault(False)

            def remove() -> None:
                dialog.reject()
                self._safely(lambda: self.list.remove(item.deliverable))
                self.refresh()
            away.clicked.connect(remove)
            dialog.buttons.insertWidget(0, away)

        def done() -> None:
            values = dialog.values()
            if unnamed:
                self._safely(lambda: self.list.add(item.deliverable._replace(
                    way=values["way"], to=values["where"], due=values["due"])))
            else:
                self._safely(lambda: self.list.change_due(item.deliverable.title, values["due"]))
            self.refresh()
        dialog.accepted.connect(done)
        self._open(dialog)

    # --- papers ----------------------------------------------------------------------------------

    def print_receipt(self, item: Item) -> None:
        """上报回执 of everything that was handed in."""
        self._shown = item.file
        self.refresh()
        self._open(PaperDialog(self, self._document, self._folder, receipt(
            self._document, self.items()), "每个文件交到哪里、什么时候、多大、校验码，以及服务器的回答。"))

    def show_ledger(self) -> None:
        """台账."""
        from ui.handing_in.ledger import LedgerDialog
        self._open(LedgerDialog(self, self._document, self._folder))

    def archive(self) -> None:
        """Everything of this handing in as one zip."""
        ask_and_archive(self, self._document, self.items(), self._folder, self._proof,
                        unchanged=self._unchanged())

    def _open(self, dialog: Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _safely(self, does: Callable[[], object]) -> None:
        try:
            does()
        except XuejiError as error:
            message.warn(self, str(error))


def _state(item: Item) -> str:
    handed: HandedIn | None = item.handed_in
    if item.state == CONFIRMED:
        return f"已确认：{item.confirmed}"
    if item.state == HANDED_IN and handed is not None:
        return "已交，读回一致" if handed.read_back else "已交"
    if item.state == WRITTEN:
        return "改动后要重交" if handed is not None else "已生成，未交"
    return MISSING


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        theme.set_role(label, role)
    return label


def _two(upper: str, lower: str, role: str) -> QWidget:
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addWidget(_label(upper, role))
    column.addWidget(_label(lower, "small"))
    return widget
