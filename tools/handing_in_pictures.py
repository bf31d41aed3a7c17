"""Pictures of handing in: the list in each state, what is asked on the way, receipt and ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from tools.screenshots import Photographer
    from ui.handing_in.checklist import ChecklistDialog
    from ui.window.main_window import MainWindow

TODAY, MOMENT = date(2012, 11, 27), datetime(2012, 11, 27, 10, 58, 12)


def take_missing(camera: Photographer, window: MainWindow) -> None:
    """The list before anything is written."""
    dialog = _checklist(window)
    camera.take("checklist-missing", window, dialog)
    dialog.close()


def take_handing_in(camera: Photographer, window: MainWindow) -> None:
    """From both written files to the answer of the other side."""
    from pathlib import Path

    from app.exports import PARENTS
    from app.handing_in.delivery import Arrival, parcel
    from ui.handing_in.ledger import LedgerDialog
    from ui.handing_in.mailing import MailDialog
    from ui.handing_in.sending import FtpDialog
    from ui.widgets.leaving import through_door

    take, document = camera.take, window.document
    assert document is not None
    dialog = _checklist(window)
    take("checklist", window, dialog)
    master, table = (item for item in dialog.items() if item.written is not None)
    assert master.written is not None and table.written is not None
    dialog.hand_in(master)
    _take_inner(camera, "review", window, dialog)
    sent = parcel(Path(master.written.path))
    upload = FtpDialog(dialog, sent, master.deliverable.to)
    upload.open()
    take("upload", window, upload)
    upload.close()
    dialog.list.note_review("周校长", date(2012, 11, 26))
    dialog.have_arrived(master, Arrival(
        str(sent.path), "ftp://school@ftp.example/各校学籍总库", f"/各校学籍总库/{sent.name}",
        len(sent.content), sent.sha256, read_back=True, encrypted=True,
        words="226 Transfer complete.；250 Renaming ok.", at=MOMENT))
    take("checklist-handed-in", window, dialog)
    master = dialog.items()[0]
    dialog.print_receipt(master)
    _take_receipt(camera, window, dialog)
    mail = MailDialog(dialog, parcel(Path(table.written.path)), table.deliverable.to,
                      document.school.name, table.deliverable.title)
    mail.open()
    take("mail", window, mail)
    mail.close()
    dialog.list.note_confirmed(master.key, "待审核")
    dialog.refresh()
    take("checklist-confirmed", window, dialog)
    ledger = LedgerDialog(dialog, document, Path(window.settings.save_folder))
    ledger.open()
    take("ledger", window, ledger)
    ledger.close()
    through_door(dialog, PARENTS, lambda: None)
    _take_inner(camera, "purpose", window, dialog)
    dialog.close()


def _checklist(window: MainWindow) -> ChecklistDialog:
    from pathlib import Path

    from ui.handing_in.checklist import ChecklistDialog
    assert window.document is not None
    dialog = ChecklistDialog(window, window.document, Path(window.settings.save_folder),
                             today=TODAY)
    dialog.open()
    return dialog


def _take_inner(camera: Photographer, name: str, window: MainWindow, parent: QDialog) -> None:
    """Takes the question that a dialog has asked."""
    from ui.widgets.form_dialog import FormDialog
    camera.wait(30)
    question = next(each for each in parent.findChildren(FormDialog) if each.isVisible())
    camera.take(name, window, question)
    question.close()
    camera.wait(30)


def _take_receipt(camera: Photographer, window: MainWindow, dialog: ChecklistDialog) -> None:
    """The receipt as it will be printed."""
    from ui.handing_in.papers import PaperDialog
    from ui.paper.preview import PreviewDialog
    paper = dialog.findChild(PaperDialog)
    assert paper is not None
    paper.preview()
    preview = paper.findChild(PreviewDialog)
    assert preview is not None
    camera.until(lambda: preview.view.pageCount() > 0)
    camera.wait(200)
    camera.take("receipt-preview", window, preview)
    preview.close()
    paper.close()
    camera.wait(30)
