"""A small dialog that asks for a few texts: a form of some lines and two buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from ui.looks import theme
from ui.widgets.dialog_frame import Dialog
from ui.widgets.dialog_parts import fit_anew


@dataclass(frozen=True)
class Field:
    """A line of a form; ``choices`` (value, words) make it a list; ``secret``: not shown."""

    key: str
    title: str
    value: str = ""
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    secret: bool = False


class FormDialog(Dialog):
    """Asks for a few texts. ``check`` gives a sentence for what can't be taken, "" if all is well;
    ``values()`` has the answers."""

    def __init__(self, parent: QWidget | None, name: str, title: str, heading: str,
                 fields: Sequence[Field], action: str,
                 check: Callable[[dict[str, str]], str] = lambda values: "",
                 words: str = "") -> None:
        super().__init__(parent, name, title, heading)
        self._check = check
        self.boxes: dict[str, QLineEdit | QComboBox] = {}
        if words:
            self.words(words, "soft")
        form = QFormLayout()
        form.setSpacing(theme.M)
        for each in fields:
            form.addRow(each.title, self._box(each))
        self.body.addLayout(form)
        self.problem = self.words("", "error")
        self.problem.setObjectName(f"{name}Problem")
        self.problem.hide()
        self.body.addStretch(1)
        self.add_cancel()
        self.go_button = self.add_button(action, "go", primary=True)
        self.go_button.clicked.connect(self._go)
        self.resize(480, 240)

    def _box(self, each: Field) -> QLineEdit | QComboBox:
        box: QLineEdit | QComboBox
        if each.choices:
            box = QComboBox(self)
            for value, text in each.choices:
                box.addItem(text, value)
            box.setCurrentIndex(max(0, box.findData(each.value)))
        else:
            box = QLineEdit(each.value, self)
            box.setPlaceholderText(each.hint)
            if each.secret:
                box.setEchoMode(QLineEdit.EchoMode.Password)
        box.setObjectName(each.key)
        box.setAccessibleName(each.title)
        self.boxes[each.key] = box
        return box

    def values(self) -> dict[str, str]:
        """What stands in each line."""
        return {key: str(box.currentData()) if isinstance(box, QComboBox) else box.text().strip()
                for key, box in self.boxes.items()}

    def say(self, text: str) -> None:
        """Shows what is wrong."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        fit_anew(self)

    def _go(self) -> None:
        fault = self._check(self.values())
        self.say(fault)
        if not fault:
            self.accept()


def who_and_when(nobody: str, values: dict[str, str]) -> str:
    """What is wrong with a form that asks for a ``name`` and a ``day``; ``nobody`` is said without
    a name."""
    if not values["name"]:
        return nobody
    try:
        date.fromisoformat(values["day"])
    except ValueError:
        return "日期请写成 2012-11-26 这样。"
    return ""
