"""What can go wrong with a server, each as one clear sentence."""

from __future__ import annotations

import errno
import ftplib
import re
import socket
import ssl

from app.ftp.connection import CleartextRefusedError, GarbledError, NoDataError, is_full
from app.handing_in.address import FtpAddress
from app.handing_in.delivery import DeliveryError, UntrustedCertificateError

_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN,
                10050, 10051, 10064, 10065}
_WANTS_TLS = re.compile(r"\b(TLS|SSL|encrypt\w*|secure)\b|加密", re.IGNORECASE)
_BROKEN = ("421", "425", "426", "451")
_LONGEST_WORDS = 120


def ftp_fault(error: Exception, address: FtpAddress, step: str, name: str = "") -> DeliveryError:
    """The clerk's sentence. ``step``: ``login``, ``folder``, ``write``, ``rename`` or ``read``."""
    server = f"服务器“{address.host}”"
    if isinstance(error, DeliveryError):
        return _untrusted(error, server) if isinstance(error, UntrustedCertificateError) else error
    if isinstance(error, CleartextRefusedError):
        return DeliveryError(f"{server}不能加密，按要求没有上传{_words(error)}；"
                             f"请与区里确认，或者改为不要求加密。")
    if isinstance(error, GarbledError):
        return DeliveryError(f"{server}声明用 UTF-8 编码，却用别的编码回答，文件名会变成乱码，没有上传；"
                             f"请告诉服务器的管理人员，或者改用 U 盘上报。")
    if isinstance(error, NoDataError):
        return DeliveryError(f"连上了{server}，但传文件用的连接被拒绝，多半是防火墙或服务器的被动模式没有设好，"
                             f"没有上传；请告诉服务器的管理人员，或者改用 U 盘上报。")
    if isinstance(error, ftplib.Error) or isinstance(error, EOFError):
        return _refusal(error, address, step, name)
    return _no_connection(error, address, server)


def _untrusted(error: UntrustedCertificateError, server: str) -> UntrustedCertificateError:
    return UntrustedCertificateError(
        f"{server}的证书不受信任，没有发送密码和文件；请向区里核对证书指纹（SHA-256）"
        f"{error.fingerprint}，一致才可以信任它。", error.fingerprint)


def _no_connection(error: Exception, address: FtpAddress, server: str) -> DeliveryError:
    if isinstance(error, (socket.gaierror, UnicodeError)):
        if getattr(error, "errno", None) == socket.EAI_AGAIN:
            return DeliveryError(f"网络不通，找不到{server}；请检查网线或无线网络后重试。")
        return DeliveryError(f"找不到{server}；请检查地址有没有写错，以及网络是否连通。")
    if isinstance(error, ConnectionRefusedError):
        return DeliveryError(f"{server}拒绝连接（端口 {address.port}）；请检查地址和端口，或稍后重试。")
    if isinstance(error, TimeoutError):
        return DeliveryError(f"{server} 20 秒没有回应；请检查网络和防火墙后重试，"
                             f"不完整的文件不会用正式的文件名。")
    if isinstance(error, ssl.SSLError):
        return DeliveryError(f"和{server}建立不了加密连接（{error.reason or '握手失败'}）；"
                             f"请与区里确认服务器的加密设置。")
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return DeliveryError(f"网络不通，连不上{server}；请检查网线或无线网络后重试。")
    if isinstance(error, OSError):
        return _broken(server)
    raise error


def _broken(server: str, words: str = "") -> DeliveryError:
    return DeliveryError(f"和{server}的连接中途断开了{words}，这个文件没有交上；请重试。")


def _refusal(error: Exception, address: FtpAddress, step: str, name: str) -> DeliveryError:
    server = f"服务器“{address.host}”"
    reply, words = str(error), _words(error)
    if isinstance(error, EOFError):
        return _broken(server)
    if is_full(reply) and step in ("write", "rename"):
        return DeliveryError(f"{server}的磁盘空间不足，“{name}”没有交上{words}；请告诉服务器的管理人员。")
    if step in ("login", "folder") and _WANTS_TLS.search(reply):
        return DeliveryError(f"{server}只接受加密连接{words}；请选用加密（--tls auto 或 require）。")
    if step == "login" and reply.startswith(("530", "332", "331", "532")):
        return DeliveryError(f"{server}不接受这个用户名或密码{words}；请重新输入。")
    if step == "write" and reply.startswith(("426", "451")):
        return DeliveryError(f"{server}中途不再接收“{name}”{words}，可能是那边磁盘空间不足，也可能是连接"
                             f"断开了，没有交上；请重试，还不行就告诉服务器的管理人员。")
    if reply.startswith(_BROKEN):
        if step == "login":
            return DeliveryError(f"{server}现在不接受连接{words}；请稍后重试。")
        return _broken(server, words)
    if _WANTS_TLS.search(reply) and reply.startswith(("52", "53", "550")):
        return DeliveryError(f"{server}要求数据也加密{words}；请选用加密（--tls auto 或 require）。")
    if step == "folder":
        return DeliveryError(f"{server}上没有文件夹“{address.folder}”，或者不许进入{words}；"
                             f"请检查文件夹的名称，程序不会新建它。")
    if step == "write" and isinstance(error, ftplib.error_perm):
        return DeliveryError(f"这个用户在{server}的“{address.folder or '/'}”里没有写文件的权限，"
                             f"“{name}”没有交上{words}；请与区里确认。")
    return DeliveryError(f"{server}的回答不合规矩，没有上传{words}；请告诉服务器的管理人员。")


def _words(error: Exception) -> str:
    """The server's own words in brackets, in one line."""
    words = said(str(error))
    return f"（服务器说：{words}）" if words else ""


def said(reply: str) -> str:
    """A reply as it can be shown and kept: one line, without control characters, not too long."""
    text = " ".join("".join(c if c.isprintable() else " " for c in reply).split())
    return text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + "…"
