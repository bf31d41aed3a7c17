"""Pictures of another region's roster: the national template's 70 columns and more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tools.picture_desk import DESK, SAMPLES

if TYPE_CHECKING:
    from tools.screenshots import Photographer

SAMPLE = DESK / "全国模板名册.xlsx"


def take_regions(camera: Photographer) -> None:
    """The school step with its region, a value beside its table, a number in blocks, some columns
    of many, and the list of regions."""
    from ui.window.regions import RegionsDialog
    shutil.copy(SAMPLES / "示例名册-全国模板加列.xlsx", SAMPLE)
    with camera.window() as window:
        document = camera.open(window, SAMPLE, "样本县示例学校")
        window.status.set_save_state("所有修改已保存 10:42")
        camera.take("national-school-step", window)
        camera.confirm(window)
        for name, field, rule in (("national", "id_type", "disagrees"),
                                  ("national-number", "student_number", "number-disagrees")):
            found = next(each for each in document.open_findings()
                         if (each.field, each.rule) == (field, rule))
            window.work.show_finding(found)
            camera.wait(150)
            camera.take(name, window)
        window.work.table.show_part("户籍与班级")
        camera.take("national-columns", window)
        dialog = RegionsDialog(window, DESK)
        dialog.open()
        camera.take_open("regions", window)
