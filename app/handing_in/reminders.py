"""What the start page reminds of: the next date of handing in, and exports whose term is over."""

from __future__ import annotations

import json
import logging
from datetime import date

from app import folders
from app.handing_in.ledger import Ledger, LedgerError

_EARLY, _LATE = 14, 30
"""Days before and after a date during which it is worth a line."""

_log = logging.getLogger(__name__)


def reminders(today: date) -> list[str]:
    """One sentence for each; a store that can't be read reminds of nothing."""
    found = []
    for days, school, title in sorted(_dates(today)):
        when = f"还有 {days} 天" if days > 0 else "就是今天" if days == 0 else f"已过 {-days} 天"
        found.append(f"{school}的{title}还没有上报，期限{when}。")
        break
    try:
        over = len(Ledger().due(today))
    except LedgerError:
        _log.exception("the ledger can't be read")
        over = 0
    if over:
        found.append(f"{over} 份导出已到使用期限，请销毁或续期：打开名册后，“文件 → 台账”。")
    return found


def _dates(today: date) -> list[tuple[int, str, str]]:
    found = []
    for path in (folders.home() / "handing-in").glob("*-[0-9][0-9][0-9][0-9].json"):
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            for title, due in kept["due"].items():
                days = (date.fromisoformat(due) - today).days
                if -_LATE <= days <= _EARLY:
                    found.append((days, str(kept["school"]), str(title)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            _log.warning("a list of what is handed in can't be read")
    return found
