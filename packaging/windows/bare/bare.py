"""An empty PySide6 window: what start-up time of the program is compared with."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = QMainWindow()
    window.setWindowTitle("bare")
    window.resize(1200, 700)
    window.show()
    sys.exit(application.exec())
