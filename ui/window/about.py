"""About the program."""

from __future__ import annotations

import platform

from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import VERSION
from ui.looks import icons, theme
from ui.widgets.dialog_frame import Dialog


def facts() -> str:
    """Versions, for a report; nothing about the roster or its owner."""
    return "　".join((f"学籍总库校对 {VERSION}", f"Python {platform.python_version()}",
                     f"Qt {qVersion()}", platform.platform(terse=True)))


class AboutDialog(Dialog):
    """Name, version, what it does with the data."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "aboutDialog", "关于")
        self.setWindowTitle("关于")
        self.setMinimumWidth(460)
        picture = QLabel(self)
        picture.setPixmap(icons.app_icon().pixmap(QSize(64, 64), self.devicePixelRatioF()))
        name = QLabel("学籍总库校对", self)
        theme.set_role(name, "display")
        version = QLabel(f"版本 {VERSION}", self)
        theme.set_role(version, "soft")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(name)
        texts.addWidget(version)
        head = QHBoxLayout()
        head.setSpacing(theme.XL)
        head.addWidget(picture)
        head.addLayout(texts, 1)
        self.body.addLayout(head)
        self.body.addSpacing(theme.S)
        self.words("帮助学校的学籍管理员核对全校学籍信息总库：找出错误，说明理由，改好并生成上报的总库文件和更正表。")
        self.words("原来的名册文件不会被改动。名册只在这台电脑上处理，除非您要上报，程序不联网，也不收集任何信息。", "soft")
        copy = QPushButton("复制详细信息", self)
        copy.setObjectName("copyFacts")
        copy.setProperty("kind", "link")
        copy.setAutoDefault(False)
        copy.setToolTip("电脑和程序的版本，请人帮助时用；里面没有学生的信息")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(facts()))
        copy.clicked.connect(lambda: copy.setText("已复制"))
        self.buttons.insertWidget(0, copy)
        self.add_button("知道了", "accept", primary=True).clicked.connect(self.accept)
