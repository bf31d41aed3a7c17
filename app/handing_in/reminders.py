"""What the start page reminds of: the next date of handing in, and exports whose term is over."""

from __future__ import annotations

import json
import logging
from datetime import date

from app import folders
from app.handing_in.checklist import FOLDER, days_words
from app.handing_in.ledger import Ledger, LedgerError
from models.deliverables import last_day, next_day
from models.regular import text_of

_EARLY, _LATE = 14, 30
"""Days before and after a date during which it is worth a line."""

_log = logging.getLogger(__name__)


def reminders(today: date) -> list[str]:
    """One sentence for each; a store that can't be read reminds of nothing."""
    found = []
    for days, school, title in sorted(_dates(today)):
        found.append(f"{school}的{title}还没有上报，期限{days_words(days)}。")
        break
    try:
        over = len(Ledger().due(today))
    except LedgerError:
        _log.exception("the ledger can't be read")
        over = 0
    if over:
        found.append(f"{over} 份导出已到使用期限，请销毁或续期：“文件 → 台账”。")
    return found


def _dates(today: date) -> list[tuple[int, str, str]]:
    found = []
    for path in (folders.home() / FOLDER).glob("*-[0-9][0-9][0-9][0-9].json"):
        try:
            kept = json.loads(text_of(path))
            dates = {title: date.fromisoformat(due) for title, due in kept["due"].items()}
            for title, (weekdays, done) in kept.get("weekly", {}).items():
                if not done or date.fromisoformat(done) <= last_day(weekdays, today):
                    dates[title] = next_day(weekdays, today)
            for title, due in dates.items():
                days = (due - today).days
                if -_LATE <= days <= _EARLY:
                    found.append((days, str(kept["school"]), str(title)))
        except (OSError, ValueError, LookupError, TypeError, AttributeError,
                RecursionError):
            _log.warning("a list of what is handed in can't be read")
    return found
