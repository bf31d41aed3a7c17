"""Sending: to an FTP folder, or to a folder or stick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import quote

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.handing_in.address import FTP_PORT, AddressError, FtpAddress, parse_target
from app.handing_in.delivery import (
    Arrival, DeliveryCancelledError, FileThereError, Parcel, Tls, UntrustedCertificateError, Watch)
from app.handing_in.folder import hand_in_to_folder
from models.errors import XuejiError
from ui import settings
from ui.widgets import message
from ui.widgets.form_dialog import Field, FormDialog
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task

_KEPT = ("host", "port", "user", "folder", "tls")
_passwords: dict[str, str] = {}
"""By server and user, for this run of the program only."""


class FtpDialog(FormDialog):
    """Asks for the server, sends one file, shows progress; ``arrived`` carries the Arrival."""

    arrived = Signal(object)

    def __init__(self, parent: QWidget | None, parcel: Parcel, folder: str) -> None:
        kept = {key: settings.text(f"handing-in/{key}") for key in _KEPT}
        super().__init__(
            parent, "ftpDialog", "上传到 FTP", f"上传“{parcel.name}”", [
                Field("host", "服务器", kept["host"], "例如 ftp.区名.gov.cn"),
                Field("port", "端口", kept["port"] or str(FTP_PORT)),
                Field("user", "用户名", kept["user"]),
                Field("password", "密码", _passwords.get(f"{kept['host']} {kept['user']}", ""),
                      "只在这次运行中记住", secret=True),
                Field("folder", "文件夹", kept["folder"] or folder),
                Field("tls", "加密", kept["tls"], choices=(
                    ("auto", "服务器支持就加密"), ("require", "只用加密"), ("off", "不加密")))],
            "上传", lambda values: "")
        self._parcel = parcel
        self._job: Job | None = None
        self.bar = QProgressBar(self)
        self.bar.setObjectName("sendingBar")
        self.bar.setAccessibleName("上传进度")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.insertWidget(self.body.count() - 1, self.bar)
        first = next((key for key in ("host", "user", "password")
                      if not self.values()[key]), "password")
        self.boxes[first].setFocus()

    def _go(self) -> None:
        values = self.values()
        try:
            address = parse_target(f"ftp://{quote(values['user'], safe='')}@{values['host']}:"
                                   f"{values['port']}/{values['folder'].strip('/')}")
        except AddressError as error:
            self.say(str(error))
            return
        assert isinstance(address, FtpAddress)
        address = replace(address, folder=values["folder"].strip("/"))
        settings.keep({f"handing-in/{key}": values[key] for key in _KEPT})
        self.send(address, values["password"], cast(Tls, values["tls"]))

    def send(self, address: FtpAddress, password: str, tls: Tls, *, overwrite: bool = False
             ) -> None:
        """Sends in the background; asks about a certificate or an older file if need be."""
        parcel = self._parcel

        def work(task: Task) -> Arrival:
            from app.ftp.sending import FtpLogin, hand_in_by_ftp  # brings OpenSSL
            from app.handing_in.trust import trusted
            there: list[str] = []
            login = FtpLogin(address, password, tls, trusted(address.server))
            watch = Watch(lambda name, done, total: task.progress(name, done, total),
                          task.cancelled.is_set)

            def ask(name: str, standing: object) -> bool:
                there.append(name)
                return False
            arrival = hand_in_by_ftp([parcel], login, overwrite=overwrite, replace=ask,
                                     watch=watch)[0]
            if there:
                raise FileThereError(arrival.error)
            return arrival

        def failed(error: Exception) -> None:
            self._show_busy(False)
            if isinstance(error, UntrustedCertificateError):
                from app.handing_in.trust import trust
                if message.ask(self, "服务器的证书不受信任。", str(error), yes="信任并继续", careful=True):
                    trust(address.server, error.fingerprint)
                    self.send(address, password, tls, overwrite=overwrite)
            elif isinstance(error, FileThereError):
                if message.ask(self, "服务器上已有同名文件，要替换它吗？", str(error), yes="替换",
                               careful=True):
                    self.send(address, password, tls, overwrite=True)
            elif isinstance(error, DeliveryCancelledError):
                self.say("已停止上传，服务器上没有留下不完整的文件。")
            elif isinstance(error, XuejiError):
                self.say(str(error))

        def succeeded(arrival: Arrival) -> None:
            self._show_busy(False)
            if arrival.error:
                self.say(arrival.error)
                return
            _passwords[f"{address.host} {address.user}"] = password
            self.arrived.emit(arrival)
            self.accept()
        self.say("")
        self._job = Job(work, self, waits=True)
        self._job.progressed.connect(self._progress)
        self._job.succeeded.connect(succeeded)
        self._job.failed.connect(failed)
        self._show_busy(True)
        self._job.start()

    def _progress(self, _text: str, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_busy(self, busy: bool) -> None:
        if not busy:
            self._job = None
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        self.go_button.setEnabled(not busy)
        for box in self.boxes.values():
            box.setEnabled(not busy)

    def reject(self) -> None:
        """Esc: stops sending if it is going on, else closes."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()


def copy_to_folder(parent: QWidget, parcel: Parcel, folder: Path,
                   then: Callable[[Arrival], object], *, overwrite: bool = False) -> None:
    """Copies a file in the background, a stick being slow, and asks about one that is there
    already; ``then`` gets what arrived."""
    def succeeded(arrivals: list[Arrival]) -> None:
        (arrival,) = arrivals
        if not arrival.error:
            then(arrival)
        elif not arrival.there:
            message.warn(parent, arrival.error)
        elif message.ask(parent, "那里已有同名文件，要替换它吗？", arrival.error, yes="替换",
                         careful=True):
            copy_to_folder(parent, parcel, folder, then, overwrite=True)
    job = Job(lambda _task: hand_in_to_folder([parcel], folder, overwrite=overwrite), parent,
              waits=True)
    job.succeeded.connect(succeeded)
    Waiting(parent, job, "存到文件夹或 U 盘", f"正在存“{parcel.name}”并读回核对",
            cancellable=False).start()
