"""The help: what it speaks of, and getting to its parts."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from models.profile import load_profile
from ui.action_table import TABLE, Act
from ui.window.help import HelpDialog

PAPER = (Act.ISSUED_FORM, Act.SLIPS_OUT, Act.SLIPS_IN, Act.CONFIRMATION, Act.STATISTICS, Act.PROOF)


@pytest.mark.parametrize("act", PAPER)
def test_every_entry_about_paper_is_told_of(qtbot: QtBot, act: Act) -> None:
    dialog = HelpDialog(None)
    qtbot.addWidget(dialog)
    title = next(entry.text for entry in TABLE if entry.act is act)
    name = re.sub(r"\(&.\)|…", "", title)
    assert f"工具 → {name}" in dialog.browser.toPlainText()


def test_the_steps_lead_to_the_part_about_paper(qtbot: QtBot) -> None:
    dialog = HelpDialog(None)
    qtbot.addWidget(dialog)
    dialog.show_part()
    bar = dialog.browser.verticalScrollBar()
    assert bar.value() == 0
    dialog.browser.setSource(QUrl("#paper"))  # what a click on the link does
    assert bar.value() > 0
    there = bar.value()
    dialog.show_part("rules")
    assert bar.value() > there
    dialog.show_part()
    assert bar.value() == 0


def test_the_rules_are_told_in_the_words_of_the_region(qtbot: QtBot) -> None:
    dialog = HelpDialog(None)
    qtbot.addWidget(dialog)
    assert "主号位数不对" in dialog.browser.toPlainText()
    dialog.set_profile(load_profile("general"))
    text = dialog.browser.toPlainText()
    assert "身份证件号位数不对" in text and "编发学籍号" in text
    assert not [word for word in ("主号", "副号") if word in text]
    rules = text[text.index("检查哪些问题"):]
    assert not [word for word in ("毕业届别不符", "上海") if word in rules]
