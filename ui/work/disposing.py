"""学生的去向: what has become of students, asked once for one or many of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup, QCheckBox, QFormLayout, QGridLayout, QLabel, QLineEdit, QListWidget,
    QListWidgetItem, QRadioButton, QWidget)

from app.document import Document
from models.dispositions import Disposition
from models.student_tables import DispositionKind
from ui.action_table import SELECT_ALL
from ui.looks import theme
from ui.widgets.dialog_frame import Dialog

_COLUMNS = 4
_WIDTH = 560
_MOST_WITH_KEY = 9
_MOST_NAMED = 6
_ROOM = 150
_EFFECTS = {
    "add": "名单里才有的会加到名册里；已在名册里的写明来历。", "remove": "会从名册里删去，更正表写明这个原因。",
    "stay": "名册不变，只写明情况。", "repeat": "名册不变；年级、入学年份对不上的按这个原因确认属实。"}


class _Names(QListWidget):
    """Leaves the digits to the dialog, where they choose a kind; a list would look for a name."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit():
            event.ignore()
        else:
            super().keyPressEvent(event)


class DispositionDialog(Dialog):
    """Asks for a kind, and for date, school, papers and a note. ``said()`` is the answer; a kind
    must be chosen. Keys 1 to 9 choose while no text is being written. With ``choosing`` names
    can be left out, all are ticked at first; ``meant()`` gives the places of those that are."""

    def __init__(self, document: Document, names: Sequence[str],
                 parent: QWidget | None = None, *, choosing: bool = False) -> None:
        heading = names[0] if len(names) == 1 else f"{len(names)} 名学生"
        super().__init__(parent, "dispositionDialog", "学生的去向",
                         f"{heading}：去向或来历")
        self._kinds = document.profile.dispositions.kinds
        self._names = self._listed(names) if choosing else None
        self._count = len(names)
        if len(names) > 1 and not choosing:
            more = "…" if len(names) > _MOST_NAMED else ""
            self.words("、".join(names[:_MOST_NAMED]) + more, "soft")
        self._group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(theme.S)
        for place, kind in enumerate(self._kinds):
            key = f"{place + 1}. " if place < _MOST_WITH_KEY else ""
            radio = QRadioButton(f"{key}{kind.title}", self)
            radio.setObjectName(f"kind_{place + 1}")
            radio.setAccessibleName(kind.title)
            self._group.addButton(radio, place)
            grid.addWidget(radio, place // _COLUMNS, place % _COLUMNS)
        self.body.addLayout(grid)
        self._effect = self.words("", "soft")
        self._effect.setObjectName("dispositionEffect")
        self._add_details(document)
        self.add_cancel()
        self._accept = self.add_button("记下来", "accept", primary=True)
        self._accept.setEnabled(False)
        self._accept.clicked.connect(self.accept)
        self._group.idToggled.connect(self._chosen)
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))
        self._group.button(0).setFocus()
        if self._names is not None:
            self._names.setFocus()
            self._ticked()

    def _listed(self, names: Sequence[str]) -> QListWidget:
        """The names with ticks; Space ticks, Ctrl+A all or none."""
        lines = _Names(self)
        lines.setObjectName("dispositionNames")
        lines.setAccessibleName("说明哪几名学生")
        for name in names:
            item = QListWidgetItem(name, lines)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        lines.setCurrentRow(0)
        lines.setFixedHeight(theme.px(_ROOM))
        lines.itemChanged.connect(self._ticked)
        self.body.addWidget(lines)
        everybody = QShortcut(QKeySequence(SELECT_ALL), lines)
        everybody.setContext(Qt.ShortcutContext.WidgetShortcut)
        everybody.activated.connect(self._tick_all)
        self.words(f"情况不同的，用空格键去掉；{SELECT_ALL} 全选或全不选；数字键选去向。", "soft")
        return lines

    def meant(self) -> list[int]:
        """The places of the students who are meant: all, where there was nothing to choose."""
        lines = self._names
        if lines is None:
            return list(range(self._count))
        return [place for place in range(lines.count())
                if lines.item(place).checkState() == Qt.CheckState.Checked]

    def _tick_all(self) -> None:
        lines = self._names
        if lines is not None:
            state = Qt.CheckState.Unchecked if len(self.meant()) == lines.count() \
                else Qt.CheckState.Checked
            for place in range(lines.count()):
                lines.item(place).setCheckState(state)

    def _ticked(self) -> None:
        count = len(self.meant())
        self.set_heading(f"{count:,} 名学生：去向或来历")
        self._accept.setEnabled(count > 0 and self.kind() is not None)

    def _add_details(self, document: Document) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.L)
        form.setVerticalSpacing(theme.S)
        self.date = self._line("dispositionDate", "日期")
        self.school = self._line("dispositionSchool", "转入或转出的学校")
        self.note = self._line("dispositionNote", "备注")
        papers = QWidget(self)
        row = QGridLayout(papers)
        row.setContentsMargins(0, 0, 0, 0)
        self.papers: list[QCheckBox] = []
        for place, paper in enumerate(document.profile.dispositions.papers):
            box = QCheckBox(paper, papers)
            box.setObjectName(f"paper_{paper}")
            self.papers.append(box)
            row.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        self._needed = QLabel(self)
        self._needed.setObjectName("papersNeeded")
        theme.set_role(self._needed, "soft")
        for label, field in (("日期：", self.date), ("学校：", self.school),
                             ("看过的材料：", papers), ("", self._needed),
                             ("备注：", self.note)):
            form.addRow(label, field)
        self.body.addLayout(form)

    def _line(self, name: str, spoken: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(name)
        line.setAccessibleName(spoken)
        line.setMaxLength(100)
        return line

    def kind(self) -> DispositionKind | None:
        """What was chosen; None as long as nothing is."""
        place = self._group.checkedId()
        return self._kinds[place] if place >= 0 else None

    def said(self) -> Disposition:
        """The answer. Only after a kind was chosen."""
        kind = self.kind()
        if kind is None:
            raise ValueError("no kind is chosen")
        return Disposition(
            None, "", kind.title, self.date.text().strip(), self.school.text().strip(),
            tuple(box.text() for box in self.papers if box.isChecked()),
            self.note.text().strip())

    def _chosen(self, _place: int, on: bool) -> None:
        kind = self.kind()
        if on and kind is not None:
            self._accept.setEnabled(bool(self.meant()))
            self._effect.setText(_EFFECTS[kind.effect])
            self._needed.setText("需要：" + "、".join(kind.evidence) if kind.evidence else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        typing = isinstance(self.focusWidget(), QLineEdit)
        if not typing and text.isdigit() and 0 < int(text) <= min(
                len(self._kinds), _MOST_WITH_KEY):
            button = self._group.button(int(text) - 1)
            button.setChecked(True)
            if self._names is None:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)
