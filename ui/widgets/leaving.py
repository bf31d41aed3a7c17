"""At the door: asks once what something leaves for, and tells the ledger what left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.exports import (
    Output, Purpose, Terms, agree, record_dispositions, record_outputs, terms_of, usual_terms)
from app.handing_in.ledger import LedgerError
from ui import settings
from ui.widgets import message
from ui.widgets.form_dialog import Field, FormDialog

ASKS = True
"""Whether the clerk is asked at all; tests of what comes behind the door leave it open."""

_PERSON = "door/person"


def person() -> str:
    """The name that was typed last of who answers for what leaves; "" for none yet."""
    return settings.text(_PERSON)


def keep_person(name: str) -> None:
    """Keeps a typed name for the next time."""
    settings.keep({_PERSON: name})


def through_door(parent: QWidget | None, purpose: Purpose, then: Callable[[], object]) -> None:
    """Goes on at once if it is known what this purpose is about, else after the clerk has said it;
    not at all if she does not."""
    if not ASKS or not purpose.asks or terms_of(purpose) is not None:
        then()
        return
    usual = usual_terms(purpose, date.today(), person())
    dialog = FormDialog(
        parent, "purpose", "用途", "这些学生信息交给谁，用到哪天？", [
            Field("purpose", "用途", usual.purpose), Field("recipient", "交给谁", usual.recipient),
            Field("person", "责任人", usual.person, "谁导出、谁负责"),
            Field("due", "用到哪天", usual.due, "到期提醒销毁；留空表示长期保存")],
        "继续", _fault, words=f"记入台账，程序关闭前同一用途不再问。{purpose.cover.value}。")

    def done() -> None:
        values = dialog.values()
        keep_person(values["person"])
        agree(purpose, Terms(values["purpose"], values["recipient"], values["person"],
                             values["due"]))
        then()
    dialog.accepted.connect(done)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.go_button.setFocus()  # as it stands it is mostly right


def record(parent: QWidget | None, purpose: Purpose, outputs: Sequence[Output],
           kind: Literal["export", "print"] = "export", note: str = "") -> None:
    """A line of the ledger for each; the clerk hears of it only if that fails."""
    try:
        record_outputs(purpose, outputs, kind=kind, person=person(), note=note)
    except LedgerError as error:
        message.warn(parent, "已经完成，但没能记入台账。", str(error))


def record_what_became(parent: QWidget | None, document: Document) -> None:
    """The dispositions that stand in what was written."""
    try:
        record_dispositions(document)
    except LedgerError as error:
        message.warn(parent, "已经完成，但没能记入台账。", str(error))


def _fault(values: dict[str, str]) -> str:
    if not values["purpose"] or not values["recipient"]:
        return "请写用途和交给谁。"
    if not values["due"]:
        return ""
    try:
        day = date.fromisoformat(values["due"])
    except ValueError:
        return "日期请写成 2012-12-27 这样，或者留空。"
    return "用到的日期已经过去了。" if day < date.today() else ""
