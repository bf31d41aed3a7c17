"""The pages as they will come out of the printer, and the way there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEngine, QShowEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressDialog, QPushButton, QSpinBox, QWidget

from ui.looks import theme
from ui.paper.press import StoppedError
from ui.widgets.dialog_frame import Dialog
from ui.widgets.soon import soon

Watch = Callable[[int, int], None]


class PreviewDialog(Dialog):
    """Shows what ``set_on`` sets, and prints it. Qt wants pages for the preview and for paper set
    in the window's own thread, so there is a box with progress and a way to stop."""

    def __init__(self, parent: QWidget | None, title: str, printer: QPrinter,
                 set_on: Callable[[QPrinter, Watch], object]) -> None:
        super().__init__(parent, "printPreview", title)
        self._title, self._printer, self._set_on = title, printer, set_on
        self._shown: QProgressDialog | None = None
        self._is_open = False
        self.resize(1040, 700)
        self.least_height = 700
        self.view = QPrintPreviewWidget(printer, self)
        self.view.setObjectName("previewPages")
        self.view.paintRequested.connect(self._set_pages)
        self.view.previewChanged.connect(self._show_page)
        self._add_tools()
        self.body.addWidget(self.view, 1)
        self.add_cancel("关闭")
        self.print_button = self.add_button("打印…", "print", primary=True)
        self.print_button.clicked.connect(self._ask_and_print)
        self.view.fitToWidth()

    def _add_tools(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.M)

        def tool(name: str, text: str, does: Callable[[], object]) -> QPushButton:
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked: does())
            line.addWidget(button)
            return button
        self.back = tool("previousPage", "上一页", lambda: self._turn(-1))
        self.number = QSpinBox(self)
        self.number.setObjectName("pageNumber")
        self.number.setAccessibleName("第几页")
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(self._go_to)
        line.addWidget(self.number)
        self.pages = QLabel(self)
        self.pages.setObjectName("pageCount")
        theme.set_role(self.pages, "soft")
        line.addWidget(self.pages)
        self.forth = tool("nextPage", "下一页", lambda: self._turn(1))
        line.addStretch(1)
        tool("fitWidth", "适合宽度", self.view.fitToWidth)
        tool("fitPage", "整页", self.view.fitInView)
        tool("smaller", "缩小", self.view.zoomOut)
        tool("larger", "放大", self.view.zoomIn)
        self.body.addLayout(line)

    def _turn(self, pages: int) -> None:
        self._go_to(self.view.currentPage() + pages)

    def _go_to(self, page: int) -> None:
        self.view.setCurrentPage(page)
        self._show_page()

    def _show_page(self) -> None:
        count, page = self.view.pageCount(), self.view.currentPage()
        self.number.blockSignals(True)
        self.number.setRange(1, max(1, count))
        self.number.setValue(page)
        self.number.blockSignals(False)
        self.pages.setText(f"共 {count:,} 页")
        self.back.setEnabled(page > 1)
        self.forth.setEnabled(page < count)

    def _ask_and_print(self) -> None:
        """Lets the clerk choose a printer and prints."""
        if QPrintDialog(self._printer, self).exec():
            self.view.print_()
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Sets the pages when the dialog is really there: events are let in meanwhile, and what
        stands behind it must not get them."""
        super().showEvent(event)
        if not self._is_open:
            soon(self, self._begin)

    def _begin(self) -> None:
        self._is_open = True
        self.view.updatePreview()

    def _set_pages(self, printer: QPrinter) -> None:
        if not self._is_open:  # Qt asks for the pages while it is about to show the dialog
            return
        shown = QProgressDialog("正在排版…", "停止", 0, 0, self)
        shown.setObjectName("pressProgress")
        shown.setWindowTitle(self._title)
        shown.setWindowModality(Qt.WindowModality.WindowModal)
        shown.setMinimumDuration(600)
        self._shown = shown
        self.print_button.setEnabled(False)

        def watch(page: int, pages: int) -> None:
            shown.setMaximum(2 * pages)
            shown.setValue(pages + page if pages else page)  # lets events in, the button's too
            if shown.wasCanceled():
                if printer.paintEngine().type() != QPaintEngine.Type.Picture:  # no mere preview
                    printer.abort()
                raise StoppedError
        try:
            self._set_on(printer, watch)
        except StoppedError:
            soon(self, self.reject)
        finally:
            self._shown = None
            self.print_button.setEnabled(True)
            soon(self, self.view.fitToWidth)  # the scroll bar takes its room only now
            shown.close()
            shown.deleteLater()

    def reject(self) -> None:
        """Esc: stops if pages are being set, and closes."""
        if self._shown is not None:
            self._shown.cancel()
        else:
            super().reject()
