"""Characters that the printing font lacks: named before printing, an extension font offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.document import Document
from ui.looks import theme
from ui.paper import glyphs
from ui.paper.glyphs import Rare, has_glyph, rare_characters
from ui.paper.print_dialog import Print
from ui.paper.proof import ProofDialog

MakeDocument = Callable[..., Document]
NOBODYS = "\ue863"
"""A place of its own, which old systems used for names; no font agrees on what stands there."""


def test_what_the_usual_font_has_is_not_told(qtbot: QtBot) -> None:
    assert rare_characters(["张示例", "3101X", "七(1)班", "买买提·阿不都", "□"]) == Rare((), (), ())


@pytest.mark.parametrize("fonts, expected", [
    ({}, Rare((), (), ("𠮷", "𡋾"))),
    ({"SimSun-ExtB": "𠮷𡋾"}, Rare(("𠮷", "𡋾"), ("SimSun-ExtB",), ())),
    ({"SimSun-ExtB": "𠮷", "HanaMinB": "𡋾"}, Rare(("𠮷", "𡋾"), ("SimSun-ExtB", "HanaMinB"), ())),
    ({"HanaMinB": "𡋾"}, Rare(("𡋾",), ("HanaMinB",), ("𠮷",))),
])
def test_fonts_that_have_a_character_are_found(
        fonts: dict[str, str], expected: Rare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_candidates", lambda: list(fonts))

    def supports(family: str, char: str) -> bool:
        return char in fonts.get(family, "张") if family != "usual" else char not in "𠮷𡋾"
    assert rare_characters(["张𠮷", "张𡋾"], supports, "usual") == expected


def test_a_font_that_is_not_there_has_nothing(qtbot: QtBot) -> None:
    assert not has_glyph("没有这种字体", "一")
    assert has_glyph(theme.number_font().family(), "一")


def test_the_dialog_names_what_no_font_has(
        qtbot: QtBot, make_document: MakeDocument, tmp_path: Path,
        settings_store: QSettings) -> None:
    document = make_document(9, [(4, "name", f"张{NOBODYS}")])
    dialog = ProofDialog(None, document, tmp_path, today=date(2012, 11, 27))
    qtbot.addWidget(dialog)
    told = dialog.findChild(QLabel, "missingGlyphs")
    assert told is not None and f"“{NOBODYS}”（第 7 行）" in told.text()
    assert not dialog.extension.isChecked()


def test_the_dialog_offers_a_font_that_has_it(
        qtbot: QtBot, make_document: MakeDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        settings_store: QSettings) -> None:
    monkeypatch.setattr("ui.paper.print_dialog.rare_in",
                        lambda document: Rare(("𠮷",), ("SimSun-ExtB",), ()))
    document = make_document(9, [(4, "name", "张𠮷")])
    dialog = ProofDialog(None, document, tmp_path, today=date(2012, 11, 27))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.extension.isVisible() and "“𠮷”（第 7 行）" in dialog.extension.text()
    chosen = dialog._chosen()
    assert isinstance(chosen, Print) and chosen.families == ("SimSun-ExtB",)
    dialog.extension.setChecked(False)
    chosen = dialog._chosen()
    assert chosen is not None and chosen.families == ()
