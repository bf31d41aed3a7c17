"""Where something is handed in to: an FTP address or a folder, as it is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from models.errors import XuejiError

FTP_PORT = 21


class AddressError(XuejiError):
    """An address is not written as it must be."""


@dataclass(frozen=True)
class FtpAddress:
    """A folder on an FTP server; ``folder`` as it is given to the server, "" for the first one."""

    host: str
    port: int
    user: str
    folder: str

    def __str__(self) -> str:
        """The address in the form in which it is typed."""
        user = re.sub(r"[^\w.~-]", lambda found: quote(found[0], safe=""), self.user)
        user = f"{user}@" if user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == FTP_PORT else f":{self.port}"
        return f"ftp://{user}{host}{port}/{self.folder}"

    @property
    def server(self) -> str:
        """Host and port, by which a certificate is remembered."""
        return f"{self.host}:{self.port}"


def parse_target(text: str) -> FtpAddress | Path:
    """What was typed after ``--to``. Raises AddressError."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        if not text.strip():
            raise AddressError("没有写上报到哪里，请写 ftp://用户@服务器/文件夹，或者一个文件夹。")
        return Path(text)
    if scheme.lower() != "ftp":
        raise AddressError(f"不认识地址“{scheme}://…”，只能是 ftp://用户@服务器/文件夹，或者一个文件夹；"
                           f"要加密请加 --tls require。")
    place, _, folder = rest.partition("/")
    login, _, where = place.rpartition("@")
    if ":" in login:
        raise AddressError("地址里不要写密码；密码另外问，命令行也可以放在环境变量 XUEJI_PASSWORD 里。")
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.%]+\]|[^:\[\]\s]+)(?::(\d{1,5}))?", where)
    port = int(found[2]) if found and found[2] else FTP_PORT
    if found is None or not 0 < port < 65536:
        raise AddressError(f"地址“{where}”不对，应是“服务器”或“服务器:端口”。")
    user, folder = unquote(login), unquote(folder).rstrip("/")
    if re.search(r"[\x00-\x1f\x7f]", user + folder):
        raise AddressError("地址里有不能用的控制字符，请重新写。")
    return FtpAddress(found[1].strip("[]"), port, user, folder)
