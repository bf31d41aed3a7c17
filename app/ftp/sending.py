"""Handing files in to an FTP server, so that half a file never bears the full name.

A file is sent as ``name.part``, its size is checked, it is read back and compared by hash, and only
then renamed. A server that refuses renaming gets the name directly. Whatever ends badly is deleted.
"""

from __future__ import annotations

import ftplib
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.ftp.connection import Connection, GarbledError
from app.ftp.faults import ftp_fault, said
from app.handing_in.address import FtpAddress
from app.handing_in.delivery import (
    NOT_CHECKED, NOT_READ_BACK, PART, Arrival, DeliveryCancelledError, DeliveryError,
    FileThereError, Parcel, Tls, UntrustedCertificateError, Watch)

OLD = ".old"
"""What an older file is called for the moment in which the new one takes its place, on servers that
don't rename over a file."""

_REFUSED = (ftplib.error_perm, ftplib.error_temp)
_OUT_OF_STEP = (OSError, EOFError, GarbledError, ftplib.error_proto, DeliveryCancelledError)
"""After these it is not known which reply comes next; the connection is of no more use."""
_FAULTS = (ftplib.Error, EOFError, OSError, UnicodeError)


@dataclass(frozen=True)
class FtpLogin:
    """What is needed to connect: ``trusted`` is the fingerprint that the clerk has accepted."""

    address: FtpAddress
    password: str
    tls: Tls = "auto"
    trusted: str = ""


@dataclass(frozen=True)
class Standing:
    """A file that is there already; size in bytes and time (UTC) where the server tells."""

    size: int | None
    changed: str


def hand_in_by_ftp(parcels: Sequence[Parcel], login: FtpLogin, *, overwrite: bool = False,
                   replace: Callable[[str, Standing], bool] | None = None,
                   watch: Watch | None = None) -> list[Arrival]:
    """Sends the files one after the other; every one has an arrival, with what went wrong.

    ``replace`` is asked about a file that is there already if ``overwrite`` does not say it. Raises
    UntrustedCertificateError (nothing was sent) and DeliveryCancelledError.
    """
    server = _Server(login, watch or Watch())
    arrivals: list[Arrival] = []
    down: DeliveryError | None = None
    try:
        for parcel in parcels:
            try:
                if down is None:
                    server.connect()
            except (UntrustedCertificateError, DeliveryCancelledError):
                raise
            except DeliveryError as error:
                down = error  # the others would wait for nothing
            arrivals.append(
                _nothing(parcel, login, str(down)) if down is not None
                else server.deliver(parcel, overwrite, replace))
    finally:
        server.leave()
    return arrivals


def _nothing(parcel: Parcel, login: FtpLogin, why: str) -> Arrival:
    return Arrival(str(parcel.path), str(login.address), "", len(parcel.content), parcel.sha256,
                   error=why)


class _Server:
    """A folder on the server, connected anew when the connection was lost."""

    def __init__(self, login: FtpLogin, watch: Watch) -> None:
        self._login, self._watch = login, watch
        self._ftp: Connection | None = None
        self._place = ""
        self._cleaning = False

    # --- connection ------------------------------------------------------------------------------

    def connect(self) -> None:
        """Connects and goes to the folder, unless that is so. Raises DeliveryError."""
        if self._ftp is not None:
            return
        address = self._login.address
        step = "login"
        try:
            ftp = Connection(address, self._login.password, self._login.tls,
                             trusted=self._login.trusted, cancelled=self._is_cancelled)
            self._ftp, step = ftp, "folder"
            if address.folder:
                _enter(ftp, address.folder)
            self._place = address.folder
            with suppress(*_REFUSED, ftplib.error_reply):
                self._place = ftp.pwd()
        except (*_FAULTS, DeliveryError) as error:
            self.leave()
            raise ftp_fault(error, address, step) from error

    def leave(self) -> None:
        """Says goodbye, if anybody listens."""
        if self._ftp is not None:
            self._cleaning = True
            self._ftp.patience = 2.0
            with suppress(*_FAULTS):
                self._ftp.quit()
            self._ftp.close()
            self._ftp = None

    def _is_cancelled(self) -> bool:
        """What was begun badly is cleared away all the same."""
        return not self._cleaning and self._watch.cancelled()

    @property
    def _on(self) -> Connection:
        if self._ftp is None:
            raise EOFError
        return self._ftp

    # --- one file --------------------------------------------------------------------------------

    def deliver(self, parcel: Parcel, overwrite: bool,
                replace: Callable[[str, Standing], bool] | None) -> Arrival:
        """One file, from the question what is there to the last check."""
        name = parcel.name
        try:
            if not name.isprintable():
                raise DeliveryError(f"文件名“{said(name)}”里有不能上传的字符，请改名后再交。")
            standing = self._standing(name)
            if standing is not None and not overwrite:
                if replace is None or not replace(name, standing):
                    raise FileThereError(_there(name, standing))
            return self._placed(parcel, standing)
        except DeliveryCancelledError:
            raise
        except DeliveryError as error:
            return _nothing(parcel, self._login, str(error))
        except _FAULTS as error:
            self._drop()
            fault = ftp_fault(error, self._login.address, "write", name)
            return _nothing(parcel, self._login, str(fault))

    def _placed(self, parcel: Parcel, standing: Standing | None) -> Arrival:
        name, part = parcel.name, parcel.name + PART
        words, read_back, sized = self._sent(parcel, part)
        kept_part = False
        renaming = self._renamed(part, name, standing is not None)
        if renaming is not None:
            words = f"{words}；{renaming}"
            if sized and self._on.size_of(name) != len(parcel.content):
                raise DeliveryError(f"“{name}”改成正式的文件名以后大小不对，请重试，并到服务器上看一看。")
        else:
            kept_part = not self._removed(part)
            self.connect()
            words, read_back, sized = self._sent(parcel, name, replaces=standing is not None)
        notes = [] if read_back else [NOT_READ_BACK if sized else NOT_CHECKED]
        if kept_part:
            notes.append(f"服务器不许改名和删除，上面多了一个“{part}”，请在那边删除")
        return Arrival(
            str(parcel.path), str(self._login.address), f"{self._place.rstrip('/')}/{name}",
            len(parcel.content), parcel.sha256, read_back, standing is not None,
            note="；".join(notes), words=words, encrypted=self._on.encrypted, at=datetime.now())

    def _sent(self, parcel: Parcel, name: str, replaces: bool = False) -> tuple[str, bool, bool]:
        """Sends and checks under this name: the server's words, whether it was read back, and
        whether it told the size. What can't be left there is deleted; raises DeliveryError."""
        direct = name == parcel.name
        try:
            reply = self._on.store(name, parcel.content, lambda done: self._watch.progress(
                parcel.name, done, len(parcel.content)))
            size = self._on.size_of(name)
            if size is not None and size != len(parcel.content):
                raise DeliveryError(f"“{parcel.name}”在服务器上是 {size} 字节，本机是 "
                                    f"{len(parcel.content)} 字节，没有交上；请重试。")
            return said(reply), self._read_back(parcel, name), size is not None
        except (*_FAULTS, DeliveryError) as error:
            fault = ftp_fault(error, self._login.address, "write", parcel.name)
            if isinstance(error, _OUT_OF_STEP):
                self._drop()
            gone = _wrote_nothing(error) or self._removed(name)
            if not gone:
                fault = type(fault)(f"{str(fault).rstrip('。')}；服务器上留下了不完整的“{name}”，"
                                    f"{'必须' if direct else '请'}在那边删除它。")
            elif replaces and not _wrote_nothing(error):
                fault = type(fault)(f"{str(fault).rstrip('。')}；服务器不许改名，"
                                    f"原来的“{name}”已经没有了。")
            raise fault from error

    def _read_back(self, parcel: Parcel, name: str) -> bool:
        """Whether the file could be read back; raises DeliveryError if it is another one."""
        digest = hashlib.sha256()
        try:
            self._on.fetch(name, digest.update)
        except ftplib.error_perm:
            return False
        except ftplib.error_temp as error:
            if str(error).startswith(("450", "451")):
                return False
            raise
        if digest.hexdigest() != parcel.sha256:
            raise DeliveryError(f"“{parcel.name}”从服务器读回来和本机的不一样，没有交上；请重试。")
        return True

    # --- names on the server ---------------------------------------------------------------------

    def _standing(self, name: str) -> Standing | None:
        """What is there under this name. Asked in several ways, as not every user may use each."""
        ftp = self._on
        size = ftp.size_of(name)
        if size is None and not (self._answers(f"MLST {name}") or self._may_rename(name)
                                 or ftp.is_readable(name)):
            return None
        try:
            changed = ftp.sendcmd(f"MDTM {name}")[4:].strip()
        except _REFUSED:
            changed = ""
        return Standing(size, changed)

    def _answers(self, command: str) -> bool:
        try:
            return self._on.sendcmd(command).startswith("2")
        except _REFUSED as error:
            if str(error).startswith("421"):
                raise
            return False

    def _may_rename(self, name: str) -> bool:
        """Whether renaming could begin, so that the file is there; it is not gone on with."""
        try:
            self._on.sendcmd(f"RNFR {name}")
        except _REFUSED:
            return False
        self._answers("NOOP")
        return True

    def _renamed(self, part: str, name: str, there: bool) -> str | None:
        """The server's words, or None if it refuses; a file that is in the way is put aside for
        the moment and put back if the new one can't take its place."""
        if (words := self._rename(part, name)) is not None or not there:
            return words
        aside = name + OLD
        if self._rename(name, aside) is None:
            return None
        words = self._rename(part, name)
        if words is None:
            self._rename(aside, name)
        else:
            self._answers(f"DELE {aside}")
        return words

    def _rename(self, old: str, new: str) -> str | None:
        try:
            return said(self._on.rename(old, new))
        except (*_REFUSED, ftplib.error_reply) as error:
            if str(error).startswith("421"):
                raise
            return None

    def _removed(self, name: str) -> bool:
        """Whether a file that must not stay is gone; connects anew for it if need be."""
        self._cleaning = True
        try:
            self.connect()
            self._on.delete(name)
            return True
        except _REFUSED:
            return not self._is_there(name)
        except (*_FAULTS, DeliveryError):
            self._drop()
            return False
        finally:
            self._cleaning = False

    def _is_there(self, name: str) -> bool:
        """Whether a file that could not be deleted is there: unless the list shows that it isn't,
        as some servers delete by themselves what broke off."""
        try:
            return name in self._on.nlst()
        except (*_FAULTS, DeliveryError):
            return True

    def _drop(self) -> None:
        if self._ftp is not None:
            self._ftp.close()
            self._ftp = None


def _enter(ftp: Connection, folder: str) -> None:
    """Goes to the folder. A server that says nothing of its encoding may have it in UTF-8 all the
    same; then the folder is there under that name only, and so are its files."""
    try:
        ftp.cwd(folder)
    except ftplib.error_perm:
        if folder.isascii() or ftp.names != "gb18030":
            raise
        ftp.names = "utf-8"
        try:
            ftp.cwd(folder)
        except ftplib.error_perm:
            ftp.names = "gb18030"
            raise


def _wrote_nothing(error: Exception) -> bool:
    """Whether sending was refused before it began."""
    return isinstance(error, ftplib.error_perm) and str(error).startswith(
        ("50", "53", "550", "553", "522", "521"))


def _there(name: str, standing: Standing) -> str:
    size = f"{standing.size} 字节" if standing.size is not None else "大小不明"
    return (f"服务器上已有同名的“{name}”（{size}{shown_time(standing.changed)}），没有改动它；"
            f"要替换请选择替换（命令行加 --overwrite）。")


def shown_time(changed: str) -> str:
    """A server's time (UTC) in the clerk's own, "" if there is none."""
    from datetime import timezone

    try:
        moment = datetime.strptime(changed[:14], "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    except ValueError:
        return ""
    return f"，{moment.astimezone():%Y-%m-%d %H:%M}"
