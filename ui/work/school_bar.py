"""The school bar: code, full name, school year and system, checked as typed, then confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget)

from app.document import Document
from models.fields import SUB_NUMBER
from models.profile import Profile, profile_titles
from models.school import School, system_text
from ui.looks import theme
from ui.widgets.elided import Elided
from ui.work.school_advice import SchoolAdvice
from validators.inference import name_in_titles
from validators.regions import place

NOTHING: Mapping[str, str] = MappingProxyType({})


def code_problem(code: str, profile: Profile) -> str:
    """What is wrong with a school code, in Chinese; "" if nothing is."""
    length = profile.school_code_length
    if not code:
        return "请填写学校代码" if length else ""
    if not profile.has_code_signs(code):
        return f"学校代码只能是{profile.code_signs}"
    if length and len(code) != length:
        return f"学校代码应是 {length} 位，现在是 {len(code)} 位"
    for part in profile.parts:
        if part.school and part.value and part.of(code) != part.value:
            return f"{part.title}代码应是 {part.value}，现在是 {part.of(code)}"
    if region_of(code, profile) is None:
        return "代码里的区县不存在，请核对"
    return ""


def region_of(code: str, profile: Profile) -> str | None:
    """The place that a code's county part names, None if no place has it; "" where the profile's
    code has no county or it can't be told."""
    area, county = profile.part("area"), profile.part("county")
    if area is None or county is None or not county.school or not area.value.isdigit() \
            or county.letters or (area.digits, county.digits) != (3, 3):
        return ""
    # 310 + 117 -> 310117: the county part replaces the last three digits of the area's code.
    number = (area.of(code) + "000")[:6 - county.digits] + county.of(code)
    return place(number, 1900)


class SchoolBar(QFrame):
    """Shows and asks for the school. ``changed`` carries a School that is sound and differs from
    the document's; ``confirmed`` means that the clerk has checked it; ``profile_chosen`` carries
    the name of another region's profile."""

    changed = Signal(object)
    profile_chosen = Signal(str)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("schoolBar")
        self.setProperty("role", "band")
        self.setAccessibleName("核对学校")
        self._document: Document | None = None
        self.code = QLineEdit(self)
        self.code.setObjectName("schoolCode")
        self.code.setFont(theme.number_font())
        self.code.setMaxLength(40)  # whatever is pasted is seen, and told what is wrong with it
        self.name = QLineEdit(self)
        self.name.setObjectName("schoolName")
        self.name.setMaxLength(60)
        self.year = QSpinBox(self)
        self.year.setObjectName("schoolYear")
        self.year.setRange(1990, 2100)
        self.year.setSuffix(" 学年")
        self.year.setKeyboardTracking(False)
        self.system = QComboBox(self)
        self.system.setObjectName("schoolSystem")
        self.profile = QComboBox(self)
        self.profile.setObjectName("schoolProfile")
        self.hint = Elided("", self, Qt.TextElideMode.ElideRight)
        self.hint.setObjectName("schoolHint")
        self.confirm_button = QPushButton("核对无误", self)
        self.confirm_button.setObjectName("schoolConfirm")
        self.confirm_button.setAccessibleName("学校信息核对无误")
        self.advice = SchoolAdvice(self)
        self._proposed = ""
        self._why_name = ""
        self._confirming: School | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.S)
        fields: tuple[tuple[str, QWidget, int, int], ...] = (
            ("学校代码", self.code, 112, 150), ("学校全称", self.name, 110, 420),
            ("学年", self.year, 104, 118), ("学制", self.system, 112, 144))
        for column, (title, field, least, most) in enumerate(fields):
            label = QLabel(title, self)
            theme.set_role(label, "small")
            label.setBuddy(field)
            field.setAccessibleName(title)
            field.setMinimumWidth(least)
            field.setMaximumWidth(most)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        grid.addWidget(self.confirm_button, 1, len(fields), Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(1, 1)
        below = QHBoxLayout()
        below.setSpacing(theme.M)
        below.addWidget(self.hint, 1)
        region = QLabel("地区模板", self)
        theme.set_role(region, "small")
        region.setBuddy(self.profile)
        self.profile.setAccessibleName("地区模板")
        self.profile.setMaximumWidth(240)
        below.addWidget(region)
        below.addWidget(self.profile)
        grid.addLayout(below, 2, 0, 1, len(fields) + 1)
        grid.addWidget(self.advice, 3, 0, 1, len(fields) + 1)
        grid.setColumnStretch(len(fields) + 1, 1)

    def _connect(self) -> None:
        self.code.textChanged.connect(self._check)
        self.name.textChanged.connect(self._check)
        for field in (self.code, self.name):
            field.editingFinished.connect(self._offer)
        self.year.valueChanged.connect(self._offer)
        self.system.activated.connect(self._offer)
        self.profile.activated.connect(self._choose_profile)
        self.confirm_button.clicked.connect(self._confirm)
        self.advice.taken.connect(self._follow)

    def set_document(self, document: Document | None, known: Mapping[str, str] = NOTHING) -> None:
        """Shows the document's school. ``known`` are names of schools by code, from before."""
        self._document, self._confirming = document, None
        if document is None:
            self.advice.refresh(None)
            return
        self._propose(document, known)
        profile = document.profile
        self.system.clear()
        for system in profile.all_systems:
            self.system.addItem(f"{system_text(system)}（{system}）", system)
        self.refresh_profiles()
        self.refresh()

    def _propose(self, document: Document, known: Mapping[str, str]) -> None:
        """A name that nobody gave: what was confirmed for this code before, else what the title
        lines say. It stands in the field, to be confirmed like the rest."""
        code = document.school.code
        for why, name in (("学校全称是上次填的", known.get(code, "")),
                          ("学校全称取自表上的标题", name_in_titles(document.roster.above))):
            if name:
                self._proposed, self._why_name = name, why
                return
        self._proposed = self._why_name = ""

    def refresh_profiles(self) -> None:
        """Lists the profiles that there are now."""
        if self._document is None:
            return
        current = self._document.profile
        self.profile.clear()
        for name, title in profile_titles().items():
            self.profile.addItem(title, name)
        if self.profile.findData(current.name) < 0:  # taken away since
            self.profile.addItem(current.title, current.name)
        self.show_profile()

    def show_profile(self) -> None:
        """Shows the document's profile as chosen."""
        if self._document is not None:
            self.profile.setCurrentIndex(self.profile.findData(self._document.profile.name))

    def _choose_profile(self) -> None:
        chosen = self.profile.currentData()
        if self._document is not None and chosen != self._document.profile.name:
            self.profile_chosen.emit(chosen)

    def refresh(self) -> None:
        """Shows the document's school again, after it was changed elsewhere."""
        if self._document is None:
            return
        school = self._document.school
        wanted, self._confirming = self._confirming, None
        if self.system.findData(school.system) < 0:
            self.system.addItem(f"{system_text(school.system)}（{school.system}）", school.system)
        for field in (self.code, self.name, self.year, self.system):
            field.blockSignals(True)
        self.code.setText(school.code)
        self.name.setText(school.name or self._proposed)
        self.year.setValue(school.school_year)
        self.system.setCurrentIndex(self.system.findData(school.system))
        for field in (self.code, self.name, self.year, self.system):
            field.blockSignals(False)
        self._check()
        self.advice.refresh(self._document)
        if wanted == school:
            self.confirmed.emit()

    def focus_first_problem(self) -> None:
        """Puts the cursor where something is to be done."""
        if self._document is None:
            return
        if self.advice.is_given:
            target: QWidget = self.advice.button
        elif code_problem(self._code(), self._document.profile):
            target = self.code
        elif not self._name():
            target = self.name
        else:
            target = self.confirm_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_sound(self) -> bool:
        """Whether what stands in the fields can be a school."""
        return (self._document is not None and bool(self._name())
                and not code_problem(self._code(), self._document.profile))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the next thing to do, wherever the cursor stands (buttons know only Space)."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.advice.button.hasFocus():
            self.advice.button.click()
        elif self.focusWidget() is not self.year:
            self._confirm()

    def set_primary(self, primary: bool) -> None:
        """Whether confirming is the next thing to do; what the roster says against the school
        comes before it."""
        given = self.advice.is_given
        theme.set_kind(self.confirm_button, "primary" if primary and not given else "plain")
        theme.set_kind(self.advice.button, "primary" if primary and given else "plain")

    def _code(self) -> str:
        text = "".join(self.code.text().split())
        return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))

    def _name(self) -> str:
        return self.name.text().strip()

    def _school(self, document: Document) -> School:
        return replace(document.school, code=self._code(), name=self._name(),
                       school_year=self.year.value(), system=self.system.currentData())

    def _check(self) -> None:
        """Says at once what is wrong, or what speaks for the code."""
        if self._document is None:
            return
        problem = code_problem(self._code(), self._document.profile)
        self._mark(self.code, bool(problem))
        self._mark(self.name, not self._name())
        if not problem and not self._name():
            problem = "请填写学校全称，它会用在上报文件的名字里"
        self.hint.set_full_text(problem or self._evidence(self._document))
        theme.set_role(self.hint, "error" if problem else "small")
        self.confirm_button.setEnabled(not problem)

    def _evidence(self, document: Document) -> str:
        """Where the code belongs and how many students carry it."""
        code = self._code()
        region = region_of(code, document.profile)
        texts = [region] if region else []
        if code and document.profile.code_length and document.roster.index(SUB_NUMBER) is not None:
            texts.append(f"{document.validator.carrying(code):,} / {len(document.roster):,} 名学生的"
                         f"{document.profile.sub_title}以此代码开头")
        if document.school.year_basis == "today" and self.year.value() == \
                document.school.school_year:
            texts.append("学年按今天推定，请核对")
        if self._why_name and self._name() == self._proposed and not document.school.name:
            texts.append(self._why_name)
        texts.append("学校代码和全称会成为上报文件的名字")
        return "　·　".join(texts)

    @staticmethod
    def _mark(field: QLineEdit, wrong: bool) -> None:
        state = "wrong" if wrong else ""
        if field.property("state") != state:
            field.setProperty("state", state)
            theme.repolish(field)

    def _offer(self) -> None:
        if self._document is not None and self.is_sound():
            school = self._school(self._document)
            if school != self._document.school:
                self.changed.emit(school)

    def _follow(self, school: School) -> None:
        """The roster is right: its code or system, with what else stands in the fields."""
        if self._document is not None:
            self.changed.emit(replace(school, name=self._name()))
            self.focus_first_problem()

    def _confirm(self) -> None:
        """What stands in the fields is right; told when all is judged by it, which may take time.
        """
        if self._document is not None and self.is_sound():
            self._confirming = self._school(self._document)
            self._offer()
            if self._confirming == self._document.school:
                self._confirming = None
                self.confirmed.emit()
        else:
            self.focus_first_problem()
