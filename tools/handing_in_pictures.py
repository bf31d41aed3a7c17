"""Pictures of handing in: the list in each state, the upload, the mail, the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.screenshots import Photographer
    from ui.window.main_window import MainWindow

TODAY, MOMENT = date(2012, 11, 27), datetime(2012, 11, 27, 10, 58, 12)


def take_handing_in(photographer: Photographer, window: MainWindow) -> None:
    """With both files written."""
    from pathlib import Path

    from app.handing_in.delivery import Arrival, parcel
    from ui.handing_in.checklist import ChecklistDialog
    from ui.handing_in.ledger import LedgerDialog
    from ui.handing_in.sending import FtpDialog, MailDialog

    take, document = photographer.take, window.document
    assert document is not None
    folder = Path(window.settings.save_folder)
    dialog = ChecklistDialog(window, document, folder, today=TODAY)
    dialog.open()
    take("checklist", window, dialog)
    master, table = (item for item in dialog.items() if item.written is not None)
    assert master.written is not None and table.written is not None
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
    mail = MailDialog(dialog, Path(table.written.path), table.deliverable.to,
                      document.school.name, table.deliverable.title)
    mail.open()
    take("mail", window, mail)
    mail.close()
    dialog.list.note_confirmed(master.file, "待审核")
    dialog.refresh()
    take("checklist-confirmed", window, dialog)
    ledger = LedgerDialog(dialog, document, folder)
    ledger.open()
    take("ledger", window, ledger)
    ledger.close()
    dialog.close()
