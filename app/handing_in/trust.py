"""Certificates that nobody vouches for and that the clerk accepted all the same, by server."""

from __future__ import annotations

import json
import logging

from app.folders import config_folder
from models.commit.single import write_safely
from models.errors import OutputError
from models.regular import text_of

NAME = "trusted-servers.json"
_log = logging.getLogger(__name__)


def trusted(server: str) -> str:
    """The fingerprint accepted for ``host:port``, "" if none was."""
    return _load().get(server, "")


def trust(server: str, fingerprint: str) -> None:
    """Accepts a certificate for good. A store that can't be written means to be asked again."""
    content = json.dumps({**_load(), server: fingerprint}, ensure_ascii=False, indent=1)
    folder = config_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_safely(folder / NAME, content.encode(), keep_old=False)
    except (OSError, OutputError):
        _log.exception("an accepted certificate can't be kept")


def _load() -> dict[str, str]:
    try:
        found = json.loads(text_of(config_folder() / NAME))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        _log.exception("the accepted certificates can't be read")
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
