"""工具 → 地区设置: which profiles there are; one's own are added and taken away here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from app.own_profiles import add_profile, checked, remove_profile
from models.errors import ProfileError
from models.profile import own_profiles, profile_titles
from ui.looks import theme
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog

_NAME = Qt.ItemDataRole.UserRole


class RegionsDialog(Dialog):
    """``changed`` tells that there are other profiles now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None, folder: Path) -> None:
        """``folder`` is where files are looked for."""
        super().__init__(parent, "regionsDialog", "地区设置", "地区设置")
        self._folder = folder
        self.words("一个地区的规定是一个 .toml 文件：有哪些项、怎样写、号码分哪几段、文件叫什么名字。"
                   "添加时会检查，写错的地方一次说完。", "soft")
        self.list = QListWidget()
        self.list.setObjectName("regionList")
        self.list.setAccessibleName("地区设置")
        self.body.addWidget(self.list, 1)
        self.remove_button = self.add_button("移除", "regionRemove")
        self.add_one = self.add_button("添加…", "regionAdd")
        self.add_button("关闭", "accept", primary=True).clicked.connect(self.accept)
        self.add_one.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        self.list.currentItemChanged.connect(lambda *_: self._show_state())
        self.resize(460, 380)
        self._fill()

    def _fill(self, current: str = "") -> None:
        self.list.clear()
        own = own_profiles()
        titles = profile_titles()
        for name in (*titles, *(name for name in own if name not in titles)):
            kind = "自己添加的" if name in own else "程序自带"
            if name not in titles:
                kind = "自己添加的，现在有错误，不能用"
            item = QListWidgetItem(f"{titles.get(name, name)}　·　{name}　·　{kind}", self.list)
            item.setData(_NAME, name)
            item.setSizeHint(QSize(0, theme.ROW_HEIGHT))
            if name == current:
                self.list.setCurrentItem(item)
        self._show_state()

    def _current(self) -> str:
        item = self.list.currentItem()
        return str(item.data(_NAME)) if item is not None else ""

    def _show_state(self) -> None:
        self.remove_button.setEnabled(self._current() in own_profiles())

    def _add(self) -> None:
        given, _ = QFileDialog.getOpenFileName(
            self, "添加地区设置", str(self._folder), "地区设置 (*.toml)")
        if given:
            self.add(Path(given))

    def add(self, path: Path) -> None:
        """Adds a file, or says what is wrong with it."""
        try:
            checked(path)
            if path.stem in own_profiles() and not message.ask(
                    self, f"已经有名为“{path.stem}”的地区设置。",
                    "要用这个文件替换它吗？", yes="替换", no="不添加"):
                return
            profile = add_profile(path)
        except ProfileError as error:
            message.warn(self, str(error))
            return
        except OSError:
            message.warn(self, f"“{path.name}”读不出来或存不进去，请检查文件和磁盘。")
            return
        self._fill(profile.name)
        self.changed.emit()

    def _remove(self) -> None:
        name = self._current()
        if message.ask(self, f"移除“{name}”？",
                       "按它核对过的名册以后不能再用它打开，原来的文件不受影响。",
                       yes="移除", no="留着"):
            remove_profile(name)
            self._fill()
            self.changed.emit()
