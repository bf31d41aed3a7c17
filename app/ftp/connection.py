"""One FTP connection: the only place where the program speaks to a network, and only when asked.

Control connection, replies and password are in the encoding of the file names: UTF-8 if the server
says so, else GB18030, as the servers of Chinese districts do. Python's ftplib fixes the encoding
before it knows, so lines are read and written here.
"""

from __future__ import annotations

import contextlib
import ftplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator

from app.handing_in.address import FtpAddress
from app.handing_in.delivery import DeliveryCancelledError, Tls, UntrustedCertificateError

TIMEOUT = 20.0
"""Seconds without a word from the server after which it counts as gone."""

CHUNK = 4096
"""Bytes at a time, few enough for the slowest line within TIMEOUT."""

_SLICE = 0.25
_SEND_BUFFER = 32 * 1024
_ON_THE_WAY, _SLOWEST = 192 * 1024, 1000
"""Bytes that the system may hold after all was sent, and bytes a second of the slowest line."""

_LONGEST_LINE = 8192
_NO_SPACE = re.compile(r"space|quota|disk.*full|storage|空间|配额|磁盘.*满|存储", re.IGNORECASE)


class GarbledError(ftplib.Error):
    """The server said that it speaks UTF-8 and does not."""


class CleartextRefusedError(ftplib.Error):
    """Encryption was required and the server has none."""


class NoDataError(ftplib.Error):
    """The server answers, but nobody is where it said that files go."""


class Connection(ftplib.FTP_TLS):
    """A connection that is logged in, encrypted as asked; raises what ftplib raises, and
    UntrustedCertificateError. ``trusted`` is the fingerprint that the clerk has accepted."""

    def __init__(self, address: FtpAddress, password: str, tls: Tls, *, trusted: str = "",
                 cancelled: Callable[[], bool] = lambda: False) -> None:
        super().__init__(context=ssl.create_default_context(), timeout=TIMEOUT)
        self.names = "utf-8"
        self.cancelled = cancelled
        self._address, self._tls, self._trusted = address, tls, trusted
        self._strict = False
        self._buffer = b""
        self.encrypted = False
        try:
            self._open(password)
        except BaseException:
            self.close()
            raise

    # --- beginning -------------------------------------------------------------------------------

    def _open(self, password: str) -> None:
        self.connect(self._address.host, self._address.port, TIMEOUT)
        if self._tls != "off":
            self._encrypt()
        knows = self._features()
        self.login(self._address.user, password, secure=False)
        if not knows:  # some tell only who they know
            self._features(last=True)
        if self.encrypted:
            self._protect()
        self.voidcmd("TYPE I")

    def _encrypt(self) -> None:
        try:
            self.auth()
        except ssl.SSLCertVerificationError as error:
            self._open_unverified(error.verify_message)
        except (ftplib.error_perm, ftplib.error_temp) as error:
            if str(error).startswith("421"):
                raise
            if self._tls == "require":
                raise CleartextRefusedError(str(error)) from error
            return
        self.encrypted = True

    def auth(self) -> str:
        """Encrypts the control connection. What came before in the clear counts no more."""
        reply = self.voidcmd("AUTH TLS")
        self._buffer = b""
        self.sock = self.context.wrap_socket(self._socket, server_hostname=self.host)
        self.file = self.sock.makefile("r", encoding="latin-1")
        return reply

    def _open_unverified(self, why: str) -> None:
        """Connects again to see the certificate; goes on if it is the one that was accepted.
        Nothing was said yet that is secret."""
        self.close()
        self.context = ssl.create_default_context()
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE
        self._buffer = b""
        self.connect(self._address.host, self._address.port, TIMEOUT)
        self.auth()
        assert isinstance(self.sock, ssl.SSLSocket)
        found = fingerprint(self.sock.getpeercert(binary_form=True) or b"")
        if found != self._trusted:
            raise UntrustedCertificateError(why, found)

    def _features(self, *, last: bool = False) -> bool:
        """Asks how names are written; False if the server does not say before the login."""
        try:
            told = self.sendcmd("FEAT")
        except ftplib.error_perm as error:
            if not last and not str(error).startswith(("500", "502")):
                return False
            told = ""
        if re.search(r"^(?:211[- ])?\s*UTF-?8\b", told, re.IGNORECASE | re.MULTILINE):
            self._strict = True
            with contextlib.suppress(ftplib.error_perm):  # most need not be asked
                self.sendcmd("OPTS UTF8 ON")
        else:
            self.names = "gb18030"
        return True

    def _protect(self) -> None:
        """Encrypts the data connections too."""
        try:
            self.voidcmd("PBSZ 0")
            self.voidcmd("PROT P")
            self._prot_p = True
        except ftplib.error_perm as error:
            if self._tls == "require":
                raise CleartextRefusedError(str(error)) from error

    # --- lines -----------------------------------------------------------------------------------

    def putline(self, line: str) -> None:
        """Sends a line in the encoding of the names."""
        if "\r" in line or "\n" in line:
            raise ValueError("a line can't hold a line break")
        self._socket.sendall(line.encode(self.names) + b"\r\n")

    def getline(self) -> str:
        """The next line of a reply. Raises GarbledError if it is not in the encoding promised."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LONGEST_LINE:
                raise ftplib.error_reply("a reply without end")
            got = self._received()
            if not got:
                raise EOFError
            self._buffer += got
        line, _, self._buffer = self._buffer.partition(b"\n")
        line = line.rstrip(b"\r")
        if not self._strict:
            return line.decode(self.names, "replace")
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise GarbledError(line.decode("gb18030", "replace")) from error

    def _received(self) -> bytes:
        """What comes next, with an ear for the clerk."""
        connected = self._socket
        end = time.monotonic() + self.patience
        connected.settimeout(_SLICE)
        try:
            while True:
                try:
                    return connected.recv(CHUNK)
                except TimeoutError:
                    if self.cancelled():
                        raise DeliveryCancelledError("已停止上传。") from None
                    if time.monotonic() > end:
                        raise
        finally:
            connected.settimeout(TIMEOUT)

    patience = TIMEOUT
    """Seconds to wait for a reply; longer after sending, when much may still be on its way."""

    @property
    def _socket(self) -> socket.socket:
        if self.sock is None:
            raise EOFError
        return self.sock

    # --- data ------------------------------------------------------------------------------------

    def ntransfercmd(self, cmd: str, rest: int | str | None = None
                     ) -> tuple[socket.socket, int | None]:
        """A data connection. If protected it goes on with the session of the control connection,
        which many servers insist on."""
        try:
            connected, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        except ConnectionRefusedError as error:
            raise NoDataError from error
        if self._prot_p:
            assert isinstance(self.sock, ssl.SSLSocket)
            try:
                connected = self.context.wrap_socket(
                    connected, server_hostname=self.host, session=self.sock.session)
            except BaseException:
                connected.close()
                raise
        return connected, size

    def store(self, name: str, content: bytes, progress: Callable[[int], None]) -> str:
        """Sends a file; the server's reply. Raises what ended it: the server's own refusal, if it
        gave one, rather than the broken connection."""
        connected = self.transfercmd(f"STOR {name}")
        try:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            for start in range(0, len(content), CHUNK):
                if self.cancelled():
                    raise DeliveryCancelledError("已停止上传。")
                connected.sendall(content[start:start + CHUNK])
                progress(min(start + CHUNK, len(content)))
            with self._waiting(len(content)):
                connected.settimeout(self.patience)
                _close(connected)
                return self.voidresp()
        except TimeoutError:
            raise
        except OSError as error:
            self.voidresp()  # why the server broke off, if it says so
            raise EOFError from error
        finally:
            connected.close()

    @contextlib.contextmanager
    def _waiting(self, size: int) -> Iterator[None]:
        self.patience = TIMEOUT + min(size, _ON_THE_WAY) / _SLOWEST
        try:
            yield
        finally:
            self.patience = TIMEOUT

    def fetch(self, name: str, take: Callable[[bytes], object]) -> None:
        """Reads a file and hands it over in pieces."""
        connected = self.transfercmd(f"RETR {name}")
        try:
            while piece := connected.recv(CHUNK):
                if self.cancelled():
                    raise DeliveryCancelledError("已停止上传。")
                take(piece)
            _close(connected)
        finally:
            connected.close()
        self.voidresp()

    def is_readable(self, name: str) -> bool:
        """Whether a file of this name can be read, and so is there."""
        try:
            self.transfercmd(f"RETR {name}").close()
        except (ftplib.error_perm, ftplib.error_temp):
            return False
        with contextlib.suppress(ftplib.error_perm, ftplib.error_temp):  # that we broke it off
            self.voidresp()
        return True

    def size_of(self, name: str) -> int | None:
        """The size that the server tells, None if it tells none."""
        try:
            reply = self.sendcmd(f"SIZE {name}")
        except (ftplib.error_perm, ftplib.error_temp) as error:
            if str(error).startswith("421"):
                raise
            return None
        found = re.fullmatch(r"213\s+(\d+)\s*", reply)
        return int(found[1]) if found else None


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 of a certificate in pairs of hex digits, as browsers show it."""
    import hashlib

    digest = hashlib.sha256(certificate).hexdigest().upper()
    return ":".join(digest[i:i + 2] for i in range(0, len(digest), 2))


def is_full(reply: str) -> bool:
    """Whether a refusal means that there is no room."""
    return reply.startswith(("452", "552")) or _NO_SPACE.search(reply) is not None


def _close(connected: socket.socket) -> None:
    """Says politely that all was sent; the server may be less polite, the checks will tell."""
    if isinstance(connected, ssl.SSLSocket):
        with contextlib.suppress(OSError, ValueError):
            connected.unwrap()
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_WR)
