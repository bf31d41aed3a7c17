"""The style sheet, built from the palette's tokens. Roles and kinds are dynamic properties.

Buttons: ``kind`` = primary, plain (the default), link, tool, segment, card. Labels: ``role`` =
display, title, heading, strong, soft, small, error, warning, done. Frames: ``role`` = card, band,
note, line, drop.
"""

from __future__ import annotations

from ui.looks.palette import Palette


def style_sheet(colors: Palette, icons: str, size: int) -> str:
    """The application's style sheet: ``icons`` is the icon folder, ``size`` the text's height."""
    tone = "dark" if colors.dark else "light"
    words = colors._asdict() | {
        "down": f"{icons}/arrow-down-{tone}.png", "up": f"{icons}/arrow-up-{tone}.png",
        "check": f"{icons}/check-{tone}.png", "dash": f"{icons}/dash-{tone}.png",
        "dot": f"{icons}/dot-{tone}.png", "right": f"{icons}/arrow-right-{tone}.png",
        "small": max(11, size - 1), "heading": size + 1, "title": size + 3, "display": size + 9,
    }
    sheet = _SHEET
    # longest names first: `accent` must not eat the beginning of `accent_text`
    for name in sorted(words, key=len, reverse=True):
        sheet = sheet.replace(f"${name}", str(words[name]))
    return sheet


_SHEET = """
QToolTip { color: $text; background: $surface; border: 1px solid $line_strong; padding: 4px 6px; }

QMenuBar { background: $band_soft; border-bottom: 1px solid $line; padding: 1px 8px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $selection; }
QMenu { background: $surface; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QMenu::indicator:checked { image: url("$check"); background: $accent; border-radius: 3px; }
QMenu::right-arrow { image: url("$right"); width: 10px; height: 10px; right: 6px; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $line_strong; border-radius: 5px;
    padding: 0 12px; min-height: 28px; }
QPushButton:hover, QToolButton:hover { background: $band; }
QPushButton:pressed, QToolButton:pressed { background: $hover; }
QPushButton:focus, QToolButton:focus {
    border: 2px solid $accent; padding: 0 11px; min-height: 26px; }
QPushButton:disabled, QToolButton:disabled {
    color: $disabled; background: $band; border-color: $line; }
QPushButton::menu-indicator, QToolButton::menu-indicator {
    image: url("$down"); width: 10px; height: 10px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QPushButton[menu="true"], QToolButton[menu="true"] { padding-right: 26px; }

QPushButton[kind="primary"] {
    background: $accent; color: $accent_text; border: 1px solid $accent; font-weight: bold; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $ring; }
QPushButton[kind="primary"]:disabled {
    background: $band; color: $disabled; border: 1px solid $line; }

QPushButton[kind="link"], QToolButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: $accent; padding: 0 4px;
    min-height: 22px; text-align: left; }
QPushButton[kind="link"]:hover {
    color: $accent_hover; text-decoration: underline; background: transparent; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 0 3px; min-height: 20px; }
QPushButton[kind="link"]:disabled { color: $disabled; background: transparent; }

QPushButton[kind="tool"], QToolButton[kind="tool"] {
    background: transparent; border: 1px solid transparent; padding: 0 8px; }
QPushButton[kind="tool"]:hover, QToolButton[kind="tool"]:hover { background: $hover; }
QPushButton[kind="tool"]:focus, QToolButton[kind="tool"]:focus {
    border: 2px solid $accent; padding: 0 7px; }
QPushButton[kind="tool"]:disabled, QToolButton[kind="tool"]:disabled { background: transparent; }

QPushButton[kind="segment"] { border-radius: 0; border-left-width: 0; }
QPushButton[kind="segment"][place="first"] {
    border-left-width: 1px; border-top-left-radius: 5px; border-bottom-left-radius: 5px; }
QPushButton[kind="segment"][place="last"] {
    border-top-right-radius: 5px; border-bottom-right-radius: 5px; }
QPushButton[kind="segment"]:checked { background: $selection; color: $accent; font-weight: bold; }
QPushButton[kind="segment"]:focus { border: 2px solid $accent; padding: 0 11px; }

QPushButton[kind="card"] { text-align: left; padding: 8px 12px; }
QPushButton[kind="card"]:focus { padding: 7px 11px; }

QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit, QDateEdit {
    background: $surface; color: $text; border: 1px solid $line_strong; border-radius: 5px;
    padding: 0 8px; min-height: 28px;
    selection-background-color: $accent; selection-color: $accent_text; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover { border-color: $faint; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid $accent; padding: 0 7px; min-height: 26px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 5px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $disabled; background: $band; }
QLineEdit[state="wrong"] { border-color: $error_mark; }
QLineEdit[state="wrong"]:focus { border-color: $error_mark; }
QComboBox::drop-down { border: none; width: 24px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $line_strong; outline: none; padding: 3px;
    selection-background-color: $selection; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; }
QSpinBox { min-height: 26px; }
QSpinBox:focus { min-height: 24px; }
QSpinBox::up-button, QSpinBox::down-button { border: none; background: transparent; width: 20px; }
QSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 22px; }
QCheckBox::indicator, QTreeView::indicator, QListView::indicator, QTableView::indicator {
    width: 14px; height: 14px; border: 1px solid $faint; border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {
    background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate,
QTableView::indicator:indeterminate {
    background: $accent; border-color: $accent; image: url("$dash"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border: 2px solid $text; width: 12px; height: 12px; }
QCheckBox::indicator:disabled { border-color: $line_strong; background: $band; }
QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $faint; border-radius: 8px; background: $surface; }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$dot"); }
QCheckBox:focus, QRadioButton:focus { color: $accent; }

QProgressBar {
    background: $line; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QProgressBar[role="done"]::chunk { background: $done; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: $surface; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }

QTableView, QTreeView, QListView {
    background: $surface; border: 1px solid $line; gridline-color: $line; outline: none;
    alternate-background-color: $band_soft; }
QListWidget { padding: 3px; selection-background-color: $selection; selection-color: $text; }
QListWidget::item { min-height: 26px; padding-left: 4px; border-radius: 4px; }
QListWidget::item:selected { background: $selection; color: $text; }
QHeaderView { background: $band; border: none; }
QHeaderView::section {
    background: $band; color: $text; border: none; border-right: 1px solid $line;
    border-bottom: 1px solid $line_strong; padding: 0 8px; font-weight: bold; }
QTableView QTableCornerButton::section {
    background: $band; border: none; border-bottom: 1px solid $line_strong; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 5px; }
QFrame[role="band"] { background: $band_soft; border: none; }
QFrame[role="status"] { background: $band_soft; border: none; border-top: 1px solid $line; }
QFrame[role="note"] { background: $warning_cell; border: none; border-bottom: 1px solid $line; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="drop"] { background: $band_soft; border: 1px dashed $faint; border-radius: 8px; }
QFrame[role="drop"][hot="true"] { background: $selection; border: 2px solid $accent; }

QLabel[role="display"] { font-size: $displaypx; font-weight: bold; }
QLabel[role="title"] { font-size: $titlepx; font-weight: bold; }
QLabel[role="heading"] { font-size: $headingpx; font-weight: bold; }
QLabel[role="soft"] { color: $soft; }
QLabel[role="small"] { color: $soft; font-size: $smallpx; }
QLabel[role="error"] { color: $error_text; }
QLabel[role="warning"] { color: $warning_text; }
QLabel[role="done"] { color: $done; }
QLabel[role="strong"] { font-weight: bold; }

QStatusBar { background: $band_soft; border-top: 1px solid $line; color: $soft; }
QStatusBar::item { border: none; }
"""
