"""Servers that a test starts, and a file to hand in to them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.ftp import sending
from app.ftp.sending import FtpLogin
from app.handing_in.address import FtpAddress
from app.handing_in.delivery import Arrival, Parcel, Watch

USER, PASSWORD = "学校", "密码 p@ss"
SERVER = Path(__file__).parent / "app" / "ftp" / "server.py"
FOLDER = "各校学籍总库"
NAME = "3101170001上海市松江区星光学校.xls"
CONTENT = bytes(range(256)) * 200


@dataclass
class Place:
    """A running server and the folder behind it."""

    root: Path
    port: int

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def login(self, *, host: str = "127.0.0.1", user: str = USER, password: str = PASSWORD,
              folder: str = FOLDER, **more: Any) -> FtpLogin:
        return FtpLogin(FtpAddress(host, self.port, user, folder), password, **more)

    def send(self, content: bytes = CONTENT, *, overwrite: bool = False,
             watch: Watch | None = None, **login: Any) -> Arrival:
        parcel = Parcel(Path("桌面") / NAME, content)
        return sending.hand_in_by_ftp(
            [parcel], self.login(**login), overwrite=overwrite, watch=watch)[0]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    pytest.importorskip("pyftpdlib")  # the Windows Python that tests run with lacks it
    running: list[subprocess.Popen[str]] = []

    def start(**options: Any) -> Place:
        root = tmp_path / f"server{len(running)}"
        (root / FOLDER).mkdir(parents=True)
        words = json.dumps(
            {"root": str(root), "user": USER, "password": PASSWORD, **options})
        process = subprocess.Popen(
            [sys.executable, str(SERVER), words], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        running.append(process)
        assert process.stdout is not None
        return Place(root, int(process.stdout.readline()))

    yield start
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this computer that nobody vouches for, with its key."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256()))
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))
    return path
