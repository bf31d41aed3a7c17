"""``hand-in``: files to an FTP folder or a folder of this computer, checked after they arrived."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import DONE
from app.commands.outputs import noted, settle_earlier
from app.exports import record_arrivals
from app.handing_in.address import FtpAddress, parse_target
from app.handing_in.delivery import (
    Arrival, DeliveryError, Parcel, UntrustedCertificateError, parcel)
from app.handing_in.folder import hand_in_to_folder
from app.handing_in.ledger import LedgerError

if TYPE_CHECKING:
    from app.commands.words import Commands
    from app.ftp.sending import FtpLogin

PASSWORD = "XUEJI_PASSWORD"
NOT_ALL = 1
"""Exit code: some files were not handed in."""


def add_parser(commands: Commands) -> None:
    """Declares the command's words."""
    parser = commands.add_parser(
        "hand-in", help="上报文件到 FTP 服务器或文件夹，并读回核对",
        epilog=f"密码取自环境变量 {PASSWORD}，没有就在终端里问。")
    parser.add_argument("files", nargs="+", metavar="FILE", help="要上报的文件")
    parser.add_argument("--to", required=True, metavar="TARGET",
                        help="ftp://用户@服务器[:端口]/文件夹，或者一个文件夹")
    parser.add_argument("--tls", choices=("auto", "require", "off"), default="auto",
                        help="加密：服务器支持就用（auto）、必须用（require）、不用（off）")
    parser.add_argument("--overwrite", action="store_true", help="替换同名文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: argparse.Namespace) -> int:
    """Hands in every file; 0 if all arrived and were checked, 1 if some did not."""
    target = parse_target(options.to)
    settle_earlier()  # what is sent must be no half of a pair
    parcels = [parcel(Path(file)) for file in options.files]
    _check_names(parcels)
    if isinstance(target, FtpAddress):
        arrivals = _by_ftp(parcels, target, options)
    else:
        with noted(target):
            arrivals = hand_in_to_folder(parcels, target, overwrite=options.overwrite)
    # what was typed comes back as it was typed
    arrivals = [replace(arrival, file=file, to=options.to)
                for arrival, file in zip(arrivals, options.files, strict=True)]
    try:
        record_arrivals(arrivals)
    except LedgerError as error:
        print(f"文件已处理，但没能记入台账：{error}", file=sys.stderr)
    if options.json:
        print(json.dumps({"files": [arrival.as_json() for arrival in arrivals]},
                         ensure_ascii=False))
    else:
        for arrival in arrivals:
            print(_in_words(arrival))
    return NOT_ALL if any(arrival.error for arrival in arrivals) else DONE


def _check_names(parcels: Sequence[Parcel]) -> None:
    names = [each.name for each in parcels]
    for name in names:
        if names.count(name) > 1:
            raise DeliveryError(f"有两个文件都叫“{name}”，会互相覆盖，什么都没有上报。")


def _by_ftp(parcels: Sequence[Parcel], address: FtpAddress, options: argparse.Namespace
            ) -> list[Arrival]:
    from app.ftp.sending import FtpLogin, hand_in_by_ftp  # brings OpenSSL
    from app.handing_in.trust import trust, trusted

    login = FtpLogin(address, _password(address), options.tls, trusted(address.server))
    try:
        return hand_in_by_ftp(parcels, login, overwrite=options.overwrite)
    except UntrustedCertificateError as error:
        if not (sys.stdin.isatty() and _agreed(str(error))):
            return _nothing(parcels, login, error)
        trust(address.server, error.fingerprint)
        login = replace(login, trusted=error.fingerprint)
        return hand_in_by_ftp(parcels, login, overwrite=options.overwrite)


def _nothing(parcels: Sequence[Parcel], login: FtpLogin, error: DeliveryError) -> list[Arrival]:
    return [Arrival(str(each.path), str(login.address), "", len(each.content), each.sha256,
                    error=str(error)) for each in parcels]


def _password(address: FtpAddress) -> str:
    given = os.environ.get(PASSWORD)
    if given is not None or not address.user:
        return given or ""
    if not sys.stdin.isatty():
        raise DeliveryError(f"没有密码，什么都没有上报；请把密码放在环境变量 {PASSWORD} 里，"
                            f"或在终端里运行。")
    return getpass.getpass(f"{address.user}@{address.host} 的密码：")


def _agreed(question: str) -> bool:
    print(question, file=sys.stderr)
    return input("信任这个证书吗？（是/否）").strip().lower() in ("是", "y", "yes")


def _in_words(arrival: Arrival) -> str:
    if arrival.error:
        return f"{arrival.file}：没有交上。{arrival.error}"
    checked = "读回逐字节一致" if arrival.read_back else arrival.note
    note = f"（{arrival.note}）" if arrival.read_back and arrival.note else ""
    replaced = "，替换了原来的文件" if arrival.replaced else ""
    return f"{arrival.file}：已交到 {arrival.path}，{arrival.size} 字节，{checked}{replaced}{note}。"
