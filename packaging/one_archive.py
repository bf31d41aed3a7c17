"""Run before the packed program, first of all: reads the modules from the archive that both
programs share, which lies in memory as a whole.

PyInstaller puts the archive into each program; with two of them that would be 4 MB twice. And it
opens it anew for each of the three hundred modules that are imported before the window shows, which
costs a millisecond each where a virus scanner (or wine) looks on. It offers no other way, so this
replaces what its loader (of the pinned version) works with.

Nothing from an archive can be imported up to the end of this file, not even ``__future__``.
"""

import io
import os
import sys

import pyimod01_archive
import pyimod02_importers

_name = os.path.join(sys._MEIPASS, "modules.pyz")
with open(_name, "rb") as _file:
    _content = _file.read()
pyimod01_archive.open = lambda _name, _mode: io.BytesIO(_content)
pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(_name, check_pymagic=True)
# finders that were made before look into the program's own, empty archive
sys.path_importer_cache.clear()
