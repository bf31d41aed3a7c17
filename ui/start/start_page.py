"""The start page: what is to be done, what is due, what was begun, or the sample to try."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout,
    QWidget)

from ui.looks import icons, theme
from ui.start.places import Unfinished, sample_path
from ui.start.task_card import TaskCard
from ui.widgets.elided import Elided
from ui.widgets.worker import Job

_WIDTH, _SIDE_WIDTH = 640, 400
_BESIDE = 820
"""From this width on the two columns stand beside each other."""


class StartPage(QScrollArea):
    """Raises requests; opens nothing by itself."""

    open_requested = Signal()
    district_requested = Signal()
    merge_requested = Signal()
    merge_files_requested = Signal()
    compare_requested = Signal()
    photos_requested = Signal()
    path_requested = Signal(object)
    continue_requested = Signal(object)
    discard_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setAccessibleName("开始")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget(self)
        page.setProperty("role", "page")
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._across.setContentsMargins(theme.XL, 2 * theme.XL, theme.XL, theme.XL)
        self._across.setSpacing(2 * theme.XL)
        self._column = self._side(page, _WIDTH)
        self._column.addLayout(self._head())
        self._add_tasks()
        self._column.addStretch(1)
        self._column = self._side(page, _SIDE_WIDTH)
        self._due = QLabel("快到日子的", page)
        theme.set_role(self._due, "heading")
        self._column.addWidget(self._due)
        self.reminders = QLabel(page)
        self.reminders.setObjectName("reminders")
        self.reminders.setTextFormat(Qt.TextFormat.PlainText)
        self.reminders.setWordWrap(True)
        theme.set_role(self.reminders, "warning")
        self._column.addWidget(self.reminders)
        self._unfinished = self._section("没有做完的工作")
        self._recent = self._section("最近打开")
        self._column.addWidget(self._sample())
        self._column.addStretch(1)
        self.set_reminders([])
        self.setWidget(page)
        theme.notifier().changed.connect(self._dress)
        self._dress()
        self._wanted: list[Path] = []
        self._found: dict[Path, str | None] = {}
        self._looking: dict[Path, Job] = {}
        self.set_recent([])
        self.set_unfinished([])

    # --- content ---------------------------------------------------------------------------------

    def set_recent(self, paths: Sequence[str]) -> None:
        """Offers the rosters that are still where they were."""
        self._wanted = [Path(text) for text in paths]
        for path in self._wanted:
            if path not in self._looking:
                self._look(path)
        self._show_recent()

    def _look(self, path: Path) -> None:
        """Looks at a file in the background: its drive may stall, and then it is not offered."""
        job = Job(lambda _task: _where(path), self)
        self._looking[path] = job
        job.ended.connect(lambda: self._looking.pop(path, None))

        def have(found: str | None) -> None:
            if self._found.get(path) != found:
                self._found[path] = found
                self._show_recent()
        job.succeeded.connect(have)
        job.start()

    def _show_recent(self) -> None:
        found = [path for path in self._wanted if self._found.get(path)][:5]
        self._fill(self._recent, [
            self._card(path.name, self._found[path] or "", "file", f"recent{number}",
                       lambda _=False, chosen=path: self.path_requested.emit(chosen))
            for number, path in enumerate(found)])

    def set_reminders(self, texts: Sequence[str]) -> None:
        """Shows what is due."""
        self.reminders.setText("\n".join(texts))
        for part in (self._due, self.reminders):
            part.setVisible(bool(texts))

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
            drop = QPushButton("移除…", row)
            drop.setObjectName(f"discard{number}")
            drop.setAccessibleName(f"移除：{entry.title}")
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

    def _side(self, page: QWidget, width: int) -> QVBoxLayout:
        """One of the two columns, which stand below each other where there is little room."""
        side = QWidget(page)
        side.setMaximumWidth(width)
        side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        self._across.addWidget(side, width)
        return column

    def _head(self) -> QHBoxLayout:
        self._picture = QLabel(self)
        title = QLabel("要做什么？", self)
        theme.set_role(title, "display")
        words = QLabel("文件也可以直接拖进窗口。原文件不会被改动，名册只在这台电脑上处理。", self)
        theme.set_role(words, "soft")
        words.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(title)
        texts.addWidget(words)
        layout = QHBoxLayout()
        layout.setSpacing(theme.L)
        layout.addWidget(self._picture)
        layout.addLayout(texts, 1)
        return layout

    def _add_tasks(self) -> None:
        cards = list[TaskCard]()
        for title, detail, action, name, signal in (
                ("校对全校名册", "打开名册，逐处核对、改正，生成总库文件和更正表",
                 "打开名册…", "openButton", self.open_requested),
                ("合并班级（校点）表", "班主任、校点交来的多个文件合成一份名册，谁没交一看就知道",
                 "选文件夹…", "mergeButton", self.merge_requested),
                ("与另一份名单核对",
                 "先打开名册，再选招生录取名单、上学期名册等：谁少了、谁多了、哪里不一样",
                 "选名册和名单…", "compareButton", self.compare_requested),
                ("检查照片", "先打开名册，再选照片文件夹：照片齐不齐、名字对不对、合不合要求",
                 "选名册和照片…", "photosButton", self.photos_requested),
                ("检查各校上报文件", "学区、乡镇、区县用：一个文件夹里各校的总库文件，跨校重复",
                 "选文件夹…", "districtButton", self.district_requested)):
            second = ("选文件…", "mergeFilesButton") if name == "mergeButton" else None
            card = TaskCard(title, detail, action, name, primary=not cards, second=second,
                            parent=self)
            card.button.clicked.connect(signal)
            if card.second is not None:
                card.second.clicked.connect(self.merge_files_requested)
            self._column.addWidget(card)
            cards.append(card)
        self.drop = cards[0]
        self.drop.setObjectName("dropTarget")
        self.open_button, self.merge_button = cards[0].button, cards[1].button

    def _sample(self) -> QPushButton:
        self.sample_button = QPushButton("先用示例名册试一试", self)
        self.sample_button.setObjectName("sampleButton")
        self.sample_button.setAccessibleName("先用示例名册试一试")
        self.sample_button.setProperty("kind", "link")
        self.sample_button.clicked.connect(lambda: self.path_requested.emit(sample_path()))
        self.sample_button.setVisible(sample_path() is not None)
        return self.sample_button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width() >= _BESIDE
        self._across.setDirection(QBoxLayout.Direction.LeftToRight if wide
                                  else QBoxLayout.Direction.TopToBottom)

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


def _where(path: Path) -> str | None:
    """The folder, and when the file was last changed; None if it is no file any more."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return None
        changed = datetime.fromtimestamp(found.st_mtime)
    except (OSError, ValueError):
        return None
    return f"{changed.year}年{changed.month}月{changed.day}日　{path.parent}"
