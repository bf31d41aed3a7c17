"""The start page: open a roster, drop one, continue unfinished work, or try the sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget)

from models.resources import resource
from ui.looks import icons, theme
from ui.widgets.elided import Elided

_WIDTH = 720


@dataclass(frozen=True)
class Unfinished:
    """Work that was begun and not finished: what to show, and ``key`` to continue it by."""

    key: object
    title: str
    detail: str


def sample_path() -> Path | None:
    """The roster to try the program with, if it came along."""
    usual = resource("samples", "示例名册.xls")
    return usual if usual.is_file() else min(resource("samples").glob("*.xls"), default=None)


def is_own(path: Path) -> bool:
    """Whether a roster came with the program: nothing is saved beside it."""
    return path.is_relative_to(resource("samples"))


def documents_folder() -> Path:
    """Where the clerk keeps documents."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()


class StartPage(QScrollArea):
    """Raises requests; opens nothing by itself."""

    open_requested = Signal()
    district_requested = Signal()
    merge_requested = Signal()
    path_requested = Signal(object)
    continue_requested = Signal(object)
    discard_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setAccessibleName(self.tr("开始"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget(self)
        page.setProperty("role", "page")
        across = QHBoxLayout(page)
        across.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column = QWidget(page)
        column.setMaximumWidth(_WIDTH)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        across.addStretch(1)
        across.addWidget(column, 100)
        across.addStretch(1)
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, theme.XL, 0, 0)
        self._column.setSpacing(theme.L)
        self._column.addStretch(2)
        self._column.addLayout(self._head())
        self._column.addSpacing(theme.S)
        self._column.addWidget(self._drop_target())
        self.merge_button = self._card(
            self.tr("合并班级（校点）表…"),
            self.tr("班主任、校点交来的多个文件合成一份名册，谁没交一看就知道"), "file", "mergeButton",
            lambda _=False: self.merge_requested.emit())
        self._column.addWidget(self.merge_button)
        self.reminders = QLabel(column)
        self.reminders.setObjectName("reminders")
        self.reminders.setTextFormat(Qt.TextFormat.PlainText)
        self.reminders.setWordWrap(True)
        theme.set_role(self.reminders, "warning")
        self.reminders.hide()
        self._column.addWidget(self.reminders)
        self._unfinished = self._section(self.tr("没有做完的工作"))
        self._recent = self._section(self.tr("最近打开"))
        self._column.addStretch(3)
        promise = QLabel(self.tr("原来的名册文件不会被改动，名册只在这台电脑上处理。"), column)
        theme.set_role(promise, "small")
        promise.setWordWrap(True)
        promise.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(promise)
        self.setWidget(page)
        theme.notifier().changed.connect(self._dress)
        self._dress()
        self.set_recent([])
        self.set_unfinished([])

    # --- content ---------------------------------------------------------------------------------

    def set_recent(self, paths: Sequence[str]) -> None:
        """Offers the rosters that are still where they were."""
        found = [path for path in map(Path, paths) if _is_file(path)][:5]
        self._fill(self._recent, [
            self._card(path.name, _where(path), "file", f"recent{number}",
                       lambda _=False, chosen=path: self.path_requested.emit(chosen))
            for number, path in enumerate(found)])

    def set_reminders(self, texts: Sequence[str]) -> None:
        """Shows what is due."""
        self.reminders.setText("\n".join(texts))
        self.reminders.setVisible(bool(texts))

    def set_unfinished(self, entries: Sequence[Unfinished]) -> None:
        """Offers to continue work that was not finished."""
        rows = []
        for number, entry in enumerate(entries[:3]):
            row = QWidget(self)
            layout = QHBoxLayout(row)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.M)
            layout.addWidget(self._card(
                entry.title, entry.detail, "clock", f"unfinished{number}",
                lambda _=False, key=entry.key: self.continue_requested.emit(key)), 1)
            drop = QPushButton(self.tr("移除…"), row)
            drop.setObjectName(f"discard{number}")
            drop.setAccessibleName(self.tr("移除：{title}").format(title=entry.title))
            drop.setProperty("kind", "link")
            drop.clicked.connect(lambda _=False, key=entry.key: self.discard_requested.emit(key))
            layout.addWidget(drop)
            rows.append(row)
        self._fill(self._unfinished, rows)

    def set_hot(self, hot: bool) -> None:
        """Shows that a file held over the window may be dropped."""
        self.drop.setProperty("hot", hot)
        theme.repolish(self.drop)

    # --- parts -----------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        self._picture = QLabel(self)
        title = QLabel(self.tr("学籍总库校对"), self)
        theme.set_role(title, "display")
        words = QLabel(self.tr("打开学校的学籍名册，逐处核对、改正，生成上报的总库文件和更正表。"), self)
        theme.set_role(words, "soft")
        words.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(title)
        texts.addWidget(words)
        layout = QHBoxLayout()
        layout.setSpacing(theme.XL)
        layout.addWidget(self._picture)
        layout.addLayout(texts, 1)
        return layout

    def _drop_target(self) -> QFrame:
        self.drop = QFrame(self)
        self.drop.setObjectName("dropTarget")
        self.drop.setProperty("role", "drop")
        self.drop.setMinimumHeight(132)
        self.open_button = QPushButton(self.tr("打开名册…"), self.drop)
        self.open_button.setObjectName("openButton")
        self.open_button.setAccessibleName(self.tr("打开名册"))
        self.open_button.setProperty("kind", "primary")
        self.open_button.setMinimumWidth(168)
        self.open_button.setMinimumHeight(36)
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self.open_requested)
        words = QLabel(self.tr("或把名册文件拖到这里　·　.xls　.xlsx　.csv 等表格文件"), self.drop)
        theme.set_role(words, "small")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setWordWrap(True)
        self.sample_button = QPushButton(self.tr("先用示例名册试一试"), self.drop)
        self.sample_button.setObjectName("sampleButton")
        self.sample_button.setAccessibleName(self.tr("先用示例名册试一试"))
        self.sample_button.setProperty("kind", "link")
        self.sample_button.clicked.connect(lambda: self.path_requested.emit(sample_path()))
        self.sample_button.setVisible(sample_path() is not None)
        layout = QVBoxLayout(self.drop)
        layout.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        layout.setSpacing(theme.M)
        center = Qt.AlignmentFlag.AlignHCenter
        layout.addStretch(1)
        layout.addWidget(self.open_button, 0, center)
        layout.addWidget(words)
        layout.addWidget(self.sample_button, 0, center)
        layout.addWidget(self._district_button(), 0, center)
        layout.addStretch(1)
        return self.drop

    def _district_button(self) -> QPushButton:
        button = QPushButton(self.tr("检查各校上报文件（学区、乡镇、区县用）…"), self.drop)
        button.setObjectName("districtButton")
        button.setAccessibleName(self.tr("检查各校上报文件"))
        button.setProperty("kind", "link")
        button.clicked.connect(self.district_requested)
        return button

    def _section(self, title: str) -> tuple[QLabel, QVBoxLayout]:
        label = QLabel(title, self)
        theme.set_role(label, "heading")
        box = QVBoxLayout()
        box.setSpacing(6)
        self._column.addWidget(label)
        self._column.addLayout(box)
        return label, box

    @staticmethod
    def _fill(section: tuple[QLabel, QVBoxLayout], widgets: Sequence[QWidget]) -> None:
        label, box = section
        while box.count():
            widget = box.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for widget in widgets:
            box.addWidget(widget)
        label.setVisible(bool(widgets))

    def _card(self, title: str, detail: str, picture: str, name: str, act: object) -> QPushButton:
        button = _Card(title, detail, self)
        button.setObjectName(name)
        button.setIcon(icons.icon(picture))
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        self._picture.setPixmap(icons.app_icon().pixmap(QSize(56, 56), self.devicePixelRatioF()))


class _Card(QPushButton):
    """A button of two lines, the lower one soft, that elide instead of widening the page."""

    def __init__(self, title: str, detail: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setToolTip(detail)
        self.setMinimumHeight(46)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(18, 18))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(42, 4, theme.L, 5)
        layout.setSpacing(0)
        for text, role in ((title, "strong"), (detail, "small")):
            label = Elided(text, self)
            theme.set_role(label, role)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)

    def sizeHint(self) -> QSize:
        return QSize(320, 48)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _where(path: Path) -> str:
    """The folder, and when the file was last changed."""
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return str(path.parent)
    return f"{changed.year}年{changed.month}月{changed.day}日　{path.parent}"
