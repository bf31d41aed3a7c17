"""准备邮件: the words to be copied, a draft with the attachment, the file to be dragged in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.exports import SUBMIT, Output
from app.handing_in.delivery import Parcel
from app.handing_in.mail import ENDING, draft, prepared
from models.commit.single import write_safely
from models.errors import XuejiError
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.leaving import record
from ui.widgets.reveal import reveal


class MailDialog(Dialog):
    """Prepares a mail; the program never sends one. ``accepted``: the clerk has sent it."""

    def __init__(self, parent: QWidget | None, parcel: Parcel, mailbox: str, school: str,
                 what: str) -> None:
        super().__init__(parent, "mailDialog", "准备邮件", f"把“{parcel.name}”发到{mailbox or '指定的邮箱'}")
        self._parcel = parcel
        self.mail = prepared(school, what, mailbox, parcel.name)
        self.resize(580, 360)
        self.words("本程序不发邮件。可以让邮件程序打开写好的草稿，也可以在您的邮箱里新建邮件，贴上主题和正文，"
                   "再添加附件。", "soft")
        self._add("主题、正文和附件都在里面，看过再发", "生成草稿并打开", "draft", self.open_draft)
        texts = [("复制地址", self.mail.address, "copyAddress")] if self.mail.address else []
        for title, text, name in (*texts, ("复制主题", self.mail.subject, "copySubject"),
                                  ("复制正文", self.mail.text, "copyText"),
                                  ("复制附件的位置", str(parcel.path), "copyPath")):
            self._add(text, title, name, partial(QGuiApplication.clipboard().setText, text))
        self._add("附件要自己添加", "用邮件程序新建", "mailto",
                  lambda: QDesktopServices.openUrl(QUrl(self.mail.link)))
        self._add("拖到网页邮箱里", "在文件夹中显示附件", "openFolder",
                  lambda: reveal(parcel.path))
        self.body.addStretch(1)
        self.add_cancel("还没发")
        self.sent_button = self.add_button("已发出", "sent", primary=True)
        self.sent_button.clicked.connect(self.accept)

    def _add(self, text: str, title: str, name: str, does: Callable[[], object]) -> None:
        """A text with what can be done with it at its right."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(label, 1)
        button = QPushButton(title, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: does())
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)

    def open_draft(self) -> None:
        """Writes the draft beside the file and opens it in the mail program."""
        target = self._parcel.path.with_suffix(ENDING)
        try:
            done = write_safely(target, draft(self.mail, self._parcel, datetime.now()),
                                keep_old=False)
        except XuejiError as error:
            message.warn(self, str(error))
            return
        record(self, SUBMIT, [Output(target.name, done.sha256)])
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(target))):
            message.inform(self, "草稿已写好，但没有程序能打开它。",
                           f"它在：{target}\n可以用网页邮箱新建邮件，贴上主题和正文，再添加附件。")
