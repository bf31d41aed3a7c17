"""Handing in to vsftpd, which insists on the control connection's TLS session for its data."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.handing_in.delivery import UntrustedCertificateError
from tests.servers import FOLDER, NAME, Place

VSFTPD = shutil.which("vsftpd", path="/usr/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(
    VSFTPD is None or os.name != "posix" or os.geteuid() != 0, reason="needs vsftpd and its rights")

CONFIG = """
listen=YES
listen_port={port}
listen_address=127.0.0.1
background=NO
anonymous_enable=YES
anon_root={root}
no_anon_password=NO
allow_anon_ssl=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_umask=022
anon_world_readable_only=NO
write_enable=YES
allow_writeable_chroot=YES
ssl_enable=YES
require_ssl_reuse=YES
force_anon_data_ssl=YES
force_anon_logins_ssl=YES
rsa_cert_file={certificate}
rsa_private_key_file={certificate}
secure_chroot_dir={empty}
seccomp_sandbox=NO
isolate_network=NO
"""


@pytest.fixture
def vsftpd(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[Place]:
    base = tmp_path_factory.mktemp("vsftpd")
    for folder in (base, *base.parents[:2]):
        folder.chmod(0o755)
    root, empty = base / "root", base / "empty"
    (root / FOLDER).mkdir(parents=True)
    empty.mkdir()
    shutil.chown(root / FOLDER, "ftp")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = base / "vsftpd.conf"
    config.write_text(CONFIG.format(port=port, root=root, certificate=certificate, empty=empty))
    assert VSFTPD is not None
    process = subprocess.Popen([VSFTPD, str(config)])
    while True:
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except ConnectionRefusedError:
            continue
    yield Place(root, port)
    process.kill()
    process.wait()


def test_the_tls_session_is_used_again(vsftpd: Place) -> None:
    login = {"user": "anonymous", "password": "x"}
    with pytest.raises(UntrustedCertificateError) as caught:
        vsftpd.send(**login)
    arrival = vsftpd.send(trusted=caught.value.fingerprint, tls="require", **login)
    assert (arrival.error, arrival.encrypted, arrival.read_back) == ("", True, True)
    assert vsftpd.names == [NAME]
    refused = vsftpd.send(tls="off", **login)
    assert "加密" in refused.error
