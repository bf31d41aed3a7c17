"""Writes tests/data/libreoffice: the corpus's roster as LibreOffice saves it in five formats.

To be run by hand after a change of the corpus. It needs soffice; the files are committed so that
the tests do not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.models.reading import corpus  # noqa: E402

FILTERS = {
    "xls": "xls:MS Excel 97",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "fods": "fods:OpenDocument Spreadsheet Flat XML",
    "html": "html:HTML (StarCalc)",
}


def main() -> None:
    """Convert the .xlsx of the corpus with every filter."""
    target = ROOT / "tests" / "data" / "libreoffice"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "roster.xlsx"
        source.write_bytes(corpus.xlsx())
        for suffix, name in FILTERS.items():
            out = Path(folder) / suffix
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--convert-to", name, "--outdir", str(out), str(source)],
                check=True, timeout=180)
            shutil.copy(out / f"roster.{suffix}", target)


if __name__ == "__main__":
    main()
