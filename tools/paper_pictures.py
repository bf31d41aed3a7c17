"""The pictures about paper: the district's form, printed sheets and their preview, slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.picture_desk import CLEAN, DESK, FORM, SAMPLE, answered

if TYPE_CHECKING:
    from tools.screenshots import Photographer
    from ui.window.main_window import MainWindow


def take_paper(camera: Photographer) -> None:
    """The district's form and where it is chosen; sheets to be printed, their preview."""
    from app.issued_form import FormInUse
    from models.forms.form import read_form
    from ui.submission import form_choices
    from ui.submission.issued_form import IssuedFormDialog
    from ui.submission.submission import SubmissionDialog
    with camera.window() as window:
        document = camera.open(window, CLEAN)
        camera.confirm(window)
        column = document.roster.index("name")
        assert column is not None
        document.edit([(row, column, name) for row, name in enumerate(("赵样例", "钱演示", "孙模拟"))],
                      "与户口簿核对")
        window.settings.save_folder = str(DESK)
        form = read_form(FORM.absolute())
        form_choices.remember(
            FORM.absolute(), form.header.titles, form_choices.FormChoice(form.guess, False))
        window.submit()
        dialog = camera.dialog(window)
        assert isinstance(dialog, SubmissionDialog)
        dialog.check.form.take(FormInUse(form, form.guess, False))
        camera.take("submission-form", window, dialog)
        dialog.close()
        chooser = IssuedFormDialog(window, document, DESK, choosing=True)
        chooser.open()
        camera.until(lambda: chooser.form is not None)
        chooser.form_name.set_full_text(str(FORM))
        camera.take("issued-form", window, chooser)
        chooser.close()
    with camera.window() as window:
        camera.open(window, SAMPLE)
        camera.confirm(window)
        for name, show in (("confirmation-sheets", window.paper.print_confirmation),
                           ("statistics", window.paper.show_statistics)):
            show()
            _take_printed(camera, name, window)
    with camera.window() as window:
        camera.open(window, CLEAN)
        camera.confirm(window)
        window.settings.save_folder = str(DESK)
        window.submit()
        camera.hand_in(window).close()
        window.paper.print_proof()
        _take_printed(camera, "proof-report", window, whole=True)


def _take_printed(camera: Photographer, name: str, window: MainWindow, *, whole: bool = False
                  ) -> None:
    """Takes a dialog of printed sheets, and the preview of its pages."""
    from ui.paper.preview import PreviewDialog
    from ui.paper.print_dialog import PrintDialog
    dialog = camera.dialog(window)
    assert isinstance(dialog, PrintDialog)
    camera.until(dialog.preview_button.isEnabled)
    camera.take(name, window, dialog)
    dialog.preview()
    preview = dialog.findChild(PreviewDialog)
    assert preview is not None
    camera.until(lambda: preview.view.pageCount() > 0)
    camera.wait(200)
    if whole:
        preview.view.fitInView()
    camera.take(f"{name}-preview", window, preview)
    preview.close()
    dialog.close()
    camera.wait(30)


def take_slips(camera: Photographer) -> None:
    """What class teachers sent back."""
    from app.slips import read_slips, write_slips
    from ui.paper.slips import answers_dialog
    with camera.window() as window:
        document = camera.open(window, SAMPLE)
        camera.confirm(window)
        folder = DESK / "问题单"
        folder.mkdir()
        paths = [answered(document, file.path) for file in write_slips(document, folder)]
        dialog = answers_dialog(window, document, read_slips(document, paths))
        dialog.open()
        camera.take("slips-back", window, dialog)
        dialog.close()
