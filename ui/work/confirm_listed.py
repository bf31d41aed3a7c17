"""The preview of what is doubtful and stands in a list in the same way: confirmed together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.judged import Fix
from ui.work.preview_fixes import PreviewFixesDialog


class ConfirmListedDialog(PreviewFixesDialog):
    """Shows findings as a preview shows fixes, with their rule in place of a new value; those of
    ``chosen()`` are to be confirmed, with ``reason``."""

    doubt_title = "存疑"

    def __init__(self, document: Document, findings: Sequence[Fix],
                 parent: QWidget | None = None) -> None:
        lists = document.held.attached if document.held is not None else ()
        where = "、".join(f"《{each.name}》" for each in lists)
        self.reason = f"与{where}一致，已核实"
        super().__init__(document, findings, "名单上也是这样的", parent)

    def _heading(self, fixes: Sequence[Fix]) -> str:
        return f"{len(fixes):,} 处存疑，名单上也是这样"

    def _accept_text(self, count: int) -> str:
        return f"这 {count:,} 处属实"

    def _what_follows(self) -> str:
        return f"原因记为“{self.reason}”，可随时撤销。名单也可能有误，请以纸质材料为准。"
