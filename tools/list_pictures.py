"""The pictures about other lists: 合并清单, the comparison, a list held against the roster, 去向."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.picture_desk import DESK, SAMPLE

if TYPE_CHECKING:
    from tools.screenshots import Photographer

_CLASSES = (("一年级", "1班"), ("一年级", "2班"), ("一年级", "4班"), ("二年级", "1班"))


def take_lists(camera: Photographer) -> None:
    """Class files to be merged; last year's roster beside this year's."""
    _take_merging(camera)
    _take_comparing(camera)


def _take_merging(camera: Photographer) -> None:
    from app.guessing import ProfileChoice
    from app.opening import open_document
    from models.fields import FIELD_KEYS, TITLES
    from models.writing.sheets_book import TextSheet, sheets_book
    from ui.lists import merging
    folder = DESK / "班主任交来"
    folder.mkdir(exist_ok=True)
    document = open_document(SAMPLE)
    header = [TITLES[key] for key in FIELD_KEYS]
    for grade, own in _CLASSES:
        rows = [[document.roster.value(row.id, key) for key in FIELD_KEYS]
                for row in document.roster.rows
                if document.roster.value(row.id, "grade") == grade
                and document.roster.value(row.id, "class_name") == own]
        (folder / f"{grade}{own}.xls").write_bytes(
            sheets_book([TextSheet("Sheet1", header, rows)]))
        if own == "2班":
            (folder / f"{grade}{own} 改.xls").write_bytes(
                sheets_book([TextSheet("Sheet1", header, rows[:-1])]))
    (folder / "二年级2班.rar").write_bytes(b"Rar!\x1a\x07\x00")
    with camera.window() as window:
        merging.read_and_show(window, ProfileChoice(), [folder], lambda path: None)
        camera.until(lambda: window.findChild(merging.MergeDialog) is not None)
        dialog = camera.dialog(window)
        camera.take("merge-list", window, dialog)
        dialog.close()


def _take_comparing(camera: Photographer) -> None:
    from benchmarks.clerk import ON_PAPER_TOO
    from benchmarks.clerk_run import spare_of
    from benchmarks.last_year import last_year_of
    from resources.samples.generator import make_roster, write
    from resources.samples.generator.samples import PLAN, ROWS, every_error
    from ui.lists import comparing
    from ui.work.disposing import DispositionDialog
    path = DESK / "2011学年学籍总库.xls"
    write(path, last_year_of(make_roster(ROWS + spare_of(PLAN), 2012, special=8), every_error(),
                             ON_PAPER_TOO))
    with camera.window() as window:
        document = camera.open(window, SAMPLE)
        camera.confirm(window)
        comparing.compare_file(window, document, path, DESK)
        camera.until(lambda: window.findChild(comparing.ComparisonDialog) is not None)
        dialog = camera.dialog(window)
        camera.take("comparison", window, dialog)
        assert isinstance(dialog, comparing.ComparisonDialog)
        dialog.work()
        window.work.open_rule("list-missing")
        camera.take("list-held", window)
        window.work.show_table()
        asking = DispositionDialog(document, ["王示例"], window)
        asking.open()
        camera.take("disposition", window, asking)
        asking.close()
