"""The clerk's whole run, by keys: from the roster to a receipt read back from a server.

``whole_run.py '{"port": …, "home": …, "short": false}'`` works through the real window, with a
watch on every socket, and prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

phase = ""
opened: list[list[str]] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        opened.append([phase, event, str(arguments[1:])])


def main(given: dict[str, Any]) -> None:
    sys.addaudithook(watch)
    home = Path(given["home"])
    os.environ["XUEJI_HOME"] = str(home / "home")
    from PySide6.QtWidgets import QApplication, QDialog, QLabel

    from app.handing_in.ledger import Ledger
    from benchmarks import clerk_run, hands
    from models.fields import MAIN_NUMBER, NAME
    from tests.servers import FOLDER, PASSWORD, USER
    from ui.widgets import worker
    from ui.window import app

    def modal(name: str) -> QDialog:
        def there() -> bool:
            found = QApplication.activeModalWidget()
            return found is not None and found.objectName() == name
        hands.wait_until(there, f"no {name}")
        hands.settle()
        return hands.open_dialog()

    def texts(dialog: QDialog) -> str:
        hands.settle()
        return "\n".join(label.text() for label in dialog.findChildren(QLabel)
                         if label.isVisible())

    class Sender(clerk_run.Clerk):
        said = ""

        def hand_in(self, folder: Path) -> Path:
            global phase
            self.window.settings.save_folder = str(folder)
            self.hands.press("Ctrl+E")
            dialog: Any = hands.open_dialog()
            self.hands.press("Return")
            hands.wait_until(lambda: dialog.result_of is not None, "nothing was written")
            path: Path = dialog.result_of.pair.master.path
            self.hands.press("Return")  # on to the list, where the master file comes first
            checklist = modal("checklist")
            self.hands.press("Return")
            modal("review")
            self.hands.type("周校长")
            self.hands.press("Return")
            upload: Any = modal("ftpDialog")
            self.hands.type("127.0.0.1")
            for text in (str(given["port"]), USER, PASSWORD):
                self.hands.press("Tab")
                self.hands.type(text)
            assert upload.values()["folder"] == FOLDER, upload.values()
            phase = "sending"
            if given.get("asks"):  # about the certificate
                with hands.answered(lambda: self.answer_box("agree"), name="messageBox"):
                    self.hands.press("Return")
            else:
                self.hands.press("Return")
            modal("checklist")
            hands.wait_until(lambda: "已交" in texts(checklist), "it was not handed in")
            phase = "after"
            self.said = texts(checklist)
            with hands.answered(lambda: self.answer_box("refuse"), name="messageBox"):
                self.hands.press("Escape")  # then whether what was kept may go
            hands.wait_until(lambda: QApplication.activeModalWidget() is None, "not closed")
            return path

        def answer_box(self, name: str) -> None:
            """Goes to a button of the box that asks."""
            for _ in range(4):
                if getattr(QApplication.focusWidget(), "objectName", str)() == name:
                    break
                self.hands.press("Tab")
            self.hands.press("Space")

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = app.make_application(["xueji"])
    clerk_run.Clerk = Sender  # type: ignore[misc]
    path, truth = clerk_run.short(home) if given["short"] else clerk_run.sample()
    clerk, begun, master = clerk_run.run(path, truth, home)
    assert isinstance(clerk, Sender)
    worker.wait_for_all()
    application.processEvents()
    roster = clerk.document.roster
    students = {roster.value(row.id, key).strip() for row in roster.rows
                for key in (NAME, MAIN_NUMBER)}
    kept = "\n".join(path.read_bytes().decode("utf-8", "replace")
                     for path in Ledger().path.parent.iterdir())
    print(json.dumps({
        "problems": begun, "master": str(master), "receipt": clerk.said, "opened": opened,
        "ledger": [line.as_json() for line in Ledger().lines()],
        "faults": len(Ledger().faults()),
        "students": len(students),
        "betrayed": sorted(text for text in students if len(text) > 1 and text in kept),
    }), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
