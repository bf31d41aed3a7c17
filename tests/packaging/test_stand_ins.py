"""The packed program loads OpenSSL only for handing in by FTP."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CODE = """
import sys
sys.path.insert(0, "packaging")
import stand_ins
import stdnum.util
print("_ssl" in sys.modules)
from app.ftp import connection
print("_ssl" in sys.modules, connection.ssl.SSLSocket is sys.modules["ssl"].SSLSocket)
connection.ssl.create_default_context()
"""


def test_openssl_is_loaded_when_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.stdout.split() == ["False", "True", "True"], done.stderr
