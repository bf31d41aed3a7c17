"""One line of the submission dialog: which form the corrections are handed in by."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.document import Document
from app.issued_form import FormInUse
from models.errors import XuejiError
from models.forms.form import IssuedForm, read_form
from ui.looks import theme
from ui.submission import form_choices
from ui.widgets.elided import Elided
from ui.widgets.worker import Job


class FormLine(QWidget):
    """Our own form, or the district's: chosen once, remembered, and read again each time.

    ``changed`` says that there is something else in ``use``."""

    changed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formLine")
        self._document = document
        self._reading: Job | None = None
        self.use: FormInUse | None = None
        self.include_format = False
        self.head = QLabel("更正表", self)
        self.what = Elided("", self)
        self.what.setObjectName("formInUse")
        self.choose_button = self._button("chooseForm")
        self.choose_button.clicked.connect(self.choose)
        self.own_button = self._button("ownForm")
        self.own_button.setText("不用这张表")
        self.own_button.setAccessibleName("不用下发的表，用本程序的格式")
        self.own_button.clicked.connect(self._use_own)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.M)
        layout.addWidget(self.head)
        layout.addWidget(self.what, 1)
        layout.addWidget(self.own_button)
        layout.addWidget(self.choose_button)
        self._show()
        known = form_choices.form_in_use()
        if known is not None:
            self._read(known)

    @property
    def ready(self) -> bool:
        """Whether it is known which form is used."""
        return self._reading is None

    def choose(self) -> None:
        """Lets the clerk choose a form, or look at how the chosen one is filled."""
        from ui.submission.issued_form import IssuedFormDialog  # most hand in by our own form

        path = self._document.roster.path
        dialog = IssuedFormDialog(self.window(), self._document, path.parent, choosing=True,
                                  include_format=self.include_format)
        dialog.chosen.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        if dialog.form is None and dialog.is_idle:
            dialog.choose()

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _read(self, path: Path) -> None:
        self._reading = Job(lambda _task: read_form(path, self._document.roster.fields), self)
        self._reading.succeeded.connect(self._have_read)
        self._reading.failed.connect(lambda error: self._failed(path, error))
        self._show(f"正在读取“{path.name}”…")
        self._reading.start()

    def _have_read(self, form: IssuedForm) -> None:
        self._reading = None
        choice = form_choices.remembered(form.header.titles, form.header.fields)
        if choice is None:
            self._give_up(f"“{form.path.name}”的表头变了，请重新选一次")
        else:
            self.take(FormInUse(form, choice.mapping, choice.per_student))

    def _failed(self, path: Path, error: Exception) -> None:
        self._reading = None
        self._give_up(f"读不了上次选的“{path.name}”，请重新选一次",
                      str(error) if isinstance(error, XuejiError) else "")

    def _give_up(self, why: str, detail: str = "") -> None:
        self.use = None
        self._show(f"本程序的格式（{why}）", detail, "warning")
        self.changed.emit()

    def take(self, use: FormInUse) -> None:
        """Has the corrections filled into this form."""
        self.use = use
        self._show()
        self.changed.emit()

    def _use_own(self) -> None:
        form_choices.use(None)
        self.use = None
        self._show()
        self.changed.emit()
        self.choose_button.setFocus()

    def _show(self, text: str = "", detail: str = "", role: str = "soft") -> None:
        used = self.use is not None
        usual = f"填入上级下发的“{self.use.source.name}”" if self.use \
            else "本程序的格式"
        self.what.set_full_text(text or usual)
        self.what.setToolTip(detail or (str(self.use.source) if self.use else ""))
        theme.set_role(self.what, role)
        self.own_button.setVisible(used)
        self.choose_button.setText("查看和更改…" if used else "选用下发的表…")
        self.choose_button.setAccessibleName(
            "查看下发的表怎样填写" if used else "选用上级下发的更正表")
        self.choose_button.setEnabled(self.ready)
