"""The preview of many fixes at once: what stands there, what it becomes, each can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from app.document import Document
from app.judged import Fix
from ui.action_table import SELECT_ALL
from ui.widgets.dialog_frame import Dialog
from ui.work.fix_table import Col, FixModel, FixTable
from validators.rules import BY_CODE

_WIDTH, _HEIGHT = 760, 660
"""How large the dialog gets by itself, where the screen has the room."""


class PreviewFixesDialog(Dialog):
    """Shows fixes, all ticked at first. ``chosen()`` are the ones to carry out."""

    doubt_title = ""
    """What stands above the last column, if that says what is doubtful and nothing is changed."""

    def __init__(self, document: Document, fixes: Sequence[Fix], title: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent, "preview_fixes", title)
        self._document, self._rules = document, {fix.finding.rule for fix in fixes}
        self._writing_only = self._rules == {"format"}
        self.setWindowTitle(title or self._own_title())
        self.set_heading(self._heading(fixes))
        self.model = FixModel(document, fixes, self, self.doubt_title)
        self._build(fixes)
        self.model.ticks_changed.connect(self._count)
        self._count()
        self.least_height = min(_HEIGHT, 230 + 31 * max(3, len(fixes)))
        self.resize(_WIDTH, self.least_height)
        self.table.setFocus()

    @classmethod
    def ask(cls, document: Document, fixes: Sequence[Fix], title: str = "",
            parent: QWidget | None = None) -> list[Fix] | None:
        """Shows the dialog; the chosen fixes, or None if nothing is to be done."""
        dialog = cls(document, fixes, title, parent)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.chosen() if accepted else None

    def chosen(self) -> list[Fix]:
        """The ticked fixes, in row order."""
        return self.model.ticked()

    def _own_title(self) -> str:
        if self._writing_only:
            return "一键规范写法"
        return self._document.validator.title(next(iter(self._rules))) if len(self._rules) == 1 \
            else "预览并一起修改"

    def _heading(self, fixes: Sequence[Fix]) -> str:
        if not fixes:
            return "没有可以一起修改的地方"
        if self._writing_only:
            return f"{len(fixes):,} 处写法可以统一，不改变内容"
        if len(self._rules) == 1 and self._rules <= BY_CODE.keys():
            title = self._document.validator.title(next(iter(self._rules)))
            return f"{len(fixes):,} 处“{title}”，每处都只有一种改法"
        return f"{len(fixes):,} 处可以修改"

    def _build(self, fixes: Sequence[Fix]) -> None:
        reasons = {fix.why for fix in fixes}
        if len(reasons) == 1 and not self._writing_only:
            self.words(next(iter(reasons)), "soft").setObjectName("preview_why")
        self.table = FixTable(self.model)
        self.body.addWidget(self.table, 1)
        self.check_all = QCheckBox(self.table.horizontalHeader())
        self.check_all.setObjectName("check_all")
        self.check_all.setAccessibleName("全部选中")
        self.check_all.setToolTip(f"全选或全不选（{SELECT_ALL}）")
        self.check_all.clicked.connect(self._tick_all)
        everything = QShortcut(QKeySequence.StandardKey.SelectAll, self)
        everything.activated.connect(self._tick_all)
        if len(reasons) > 1 or any(fix.doubt for fix in fixes):
            self._reason = self.words("", "soft")
            self._reason.setObjectName("preview_reason")
            self.table.selectionModel().currentRowChanged.connect(
                lambda current: self._show_reason(current.row()))
            self._show_reason(0)
        self._status = self.words("", "soft")
        self._status.setObjectName("preview_status")
        self.add_cancel()
        self._accept = self.add_button("", "accept", primary=True)
        self._accept.clicked.connect(self.accept)

    def _show_reason(self, line: int) -> None:
        """Why this line's fix is right, where not all have the same reason."""
        row = self.model.index(line, Col.ROW).data()
        self._reason.setText(f"第 {row} 行的依据：{self._basis(self.model.fixes[line])}")

    @staticmethod
    def _basis(fix: Fix) -> str:
        return f"{fix.why}。{fix.doubt}，没有勾选。" if fix.doubt else fix.why

    def _tick_all(self) -> None:
        """Ticks all; unticks all if all were ticked."""
        self.model.tick_all(self.model.tick_count() < self.model.rowCount())

    def _count(self) -> None:
        count, total = self.model.tick_count(), self.model.rowCount()
        self._accept.setText(self._accept_text(count))
        self._accept.setAccessibleName(self._accept.text())
        self._accept.setEnabled(count > 0)
        self._status.setText(f"已选 {count:,} 处。{self._what_follows()}")
        self.check_all.setCheckState(
            Qt.CheckState.Unchecked if not count else
            Qt.CheckState.Checked if count == total else Qt.CheckState.PartiallyChecked)

    def _accept_text(self, count: int) -> str:
        return f"改这 {count:,} 处"

    def _what_follows(self) -> str:
        return "可随时撤销；只是写法的改动默认不写入更正表。" if self._writing_only else \
            "可随时撤销；修改会记入更正表。请以纸质材料为准核对。"

    def _place_check_all(self) -> None:
        header = self.table.horizontalHeader()
        size = self.check_all.sizeHint()
        width = header.sectionSize(0)
        box = 16
        self.check_all.setGeometry((width - box) // 2, (header.height() - size.height()) // 2,
                                   width - (width - box) // 2 - 2, size.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.fit()
        self._place_check_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.table.fit()
            self._place_check_all()
