"""编发学籍副号: a preview of the new numbers, carried out as one step."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.lists.numbers import REASON, issue_numbers, new_numbers
from ui.widgets import message
from ui.work.preview_fixes import PreviewFixesDialog

_MOST_NAMED = 5


def ask_and_issue(parent: QWidget, document: Document) -> None:
    """Shows the numbers for those who lack one or carry an old stage's, and issues the ticked."""
    new, title = new_numbers(document), document.profile.sub_title
    without = "；".join(
        f"{document.validator.row_label(row)}：{why}"
        for row, why in list(new.without.items())[:_MOST_NAMED])
    if len(new.without) > _MOST_NAMED:
        without += f"；等 {len(new.without)} 人"
    if new.impossible:
        message.inform(parent, f"现在编不出新的{title}。", new.impossible)
        return
    if not new.fixes:
        message.inform(parent, f"没有要编发的{title}：人人都有，也没有用旧学段号码的。"
                       if not without else f"现在编不出新的{title}。", without)
        return
    dialog = PreviewFixesDialog(document, new.fixes, f"编发{title}", parent)
    more = f"；另有 {len(new.without)} 人编不出（{without}）" \
        if without else ""
    dialog.set_heading(f"给 {len(new.fixes)} 名学生编发新的{title}{more}")
    dialog.words(f"更正表的原因写“{REASON}”。", "soft")
    dialog.accepted.connect(lambda: issue_numbers(document, dialog.chosen()))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
