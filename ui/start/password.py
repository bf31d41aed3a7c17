"""Asks for the password of an encrypted workbook; it is used once and kept nowhere."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ui.widgets.dialog_frame import Dialog


class PasswordDialog(Dialog):
    """``password()`` is what was typed."""

    def __init__(self, parent: QWidget | None, file: str, *, wrong: bool = False) -> None:
        super().__init__(parent, "passwordDialog", "需要密码",
                         f"“{file}”有打开密码")
        self.setMinimumWidth(420)
        if wrong:
            self.words("密码不对，请再输入一次（注意大小写）。", "error").setObjectName(
                "passwordWrong")
        else:
            self.words("请输入在 Excel 或 WPS 中打开它时用的密码。", "soft")
        self.field = QLineEdit(self)
        self.field.setObjectName("password")
        self.field.setAccessibleName("密码")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.body.addWidget(self.field)
        self.seen = QCheckBox("显示密码", self)
        self.seen.setObjectName("passwordSeen")
        self.seen.toggled.connect(lambda seen: self.field.setEchoMode(
            QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password))
        self.body.addWidget(self.seen)
        self.add_cancel()
        self.accept_button = self.add_button("打开", "accept", primary=True)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self.accept)
        self.field.textChanged.connect(lambda text: self.accept_button.setEnabled(bool(text)))
        self.field.setFocus()

    def password(self) -> str:
        """What was typed."""
        return self.field.text()
