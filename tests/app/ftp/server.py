"""A real FTP server in a process of its own, as good or as bad as a test wants it.

``python server.py '{"root": …}'`` prints its port. Options: ``perm`` (pyftpdlib's letters),
``encoding``, ``utf8`` (whether FEAT says so), ``certificate`` (a PEM file), ``tls_required``,
``tls_reuse``, ``address`` (told for passive mode), ``no_data`` (nobody is where files go),
``full_at``, ``loses_at`` (bytes after which the rest is lost without a word), ``drop_at`` (bytes),
``hold_at`` (bytes after which nothing more is read), ``rate`` (bytes a second), ``no_size``,
``no_overwrite``.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from typing import Any

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import DTPHandler, FTPHandler, ThrottledDTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer


class _Fs(AbstractedFS):
    """Writes until it is full; may refuse to rename over a file, as servers on Windows do."""

    full_at = loses_at = 0
    no_overwrite = False

    def open(self, filename: str, mode: str) -> Any:
        file = super().open(filename, mode)
        if "w" in mode and self.full_at:
            write, limit = file.write, self.full_at

            def limited(data: bytes) -> int:
                if file.tell() + len(data) > limit:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return write(data)

            return _Limited(file, limited)
        if "w" in mode and self.loses_at:
            keep = file.write
            return _Limited(file, lambda data: (
                keep(data[:max(0, self.loses_at - file.tell())]), len(data))[1])
        return file

    def rename(self, src: str, dst: str) -> None:
        if self.no_overwrite and os.path.exists(dst):
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
        super().rename(src, dst)


class _Limited:
    def __init__(self, file: Any, write: Any) -> None:
        self._file, self.write = file, write

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _data(base: type, options: dict[str, Any]) -> type:
    class Data(base):  # type: ignore[misc,valid-type]
        def handle_read(self) -> None:
            super().handle_read()
            if options.get("hold_at") and self.get_transmitted_bytes() >= options["hold_at"]:
                self.del_channel()
            if options.get("drop_at") and self.get_transmitted_bytes() >= options["drop_at"] \
                    and self.receive:
                self.cmd_channel.close()

        if base is DTPHandler:  # which has two names for it
            handle_read_event = handle_read

    Data.ac_in_buffer_size = 4096
    if options.get("rate"):
        Data.read_limit = Data.write_limit = options["rate"]
    return Data


def _feat(self: Any, line: str) -> None:
    self.push("211-Features supported:\r\n SIZE\r\n MDTM\r\n211 End FEAT.\r\n")


def _nobody_there(self: Any, line: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        high, low = divmod(nobody.getsockname()[1], 256)
    self.push(f"227 Entering passive mode (127,0,0,1,{high},{low}).\r\n")


def _size_refused(self: Any, path: str) -> None:
    self.respond("550 不告诉大小。")


def main(options: dict[str, Any]) -> None:
    authorizer = DummyAuthorizer()
    authorizer.add_user(options["user"], options["password"], options["root"],
                        perm=options.get("perm", "elradfmwMT"))
    certificate = options.get("certificate")
    handler = type("Handler", (TLS_FTPHandler if certificate else FTPHandler,), {})
    base = ThrottledDTPHandler if options.get("rate") else DTPHandler
    if certificate:
        handler.certfile = certificate
        base = type("Secure", (handler.dtp_handler,), {})
        handler.tls_control_required = handler.tls_data_required = bool(
            options.get("tls_required"))
    handler.authorizer = authorizer
    handler.dtp_handler = _data(base, options)
    handler.encoding = options.get("encoding", "utf8")
    handler.masquerade_address = options.get("address")
    handler.banner = "欢迎使用示例服务器"
    handler.abstracted_fs = type("Fs", (_Fs,), {
        "full_at": options.get("full_at", 0), "loses_at": options.get("loses_at", 0),
        "no_overwrite": options.get("no_overwrite", False)})
    if not options.get("utf8", True):
        handler.ftp_FEAT = _feat
    if options.get("no_data"):
        handler.ftp_EPSV = handler.ftp_PASV = _nobody_there
    if options.get("no_size"):
        handler.ftp_SIZE = handler.ftp_MLST = _size_refused
    handler.auth_failed_timeout = 0
    server = FTPServer(("127.0.0.1", 0), handler)
    print(server.address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
