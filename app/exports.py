"""The one door for everything that leaves the school: what for, to whom, with what, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.handing_in.delivery import Arrival
from app.handing_in.ledger import Entry, Ledger, Line


def record_arrivals(arrivals: Sequence[Arrival], *, person: str = "", recipient: str = "",
                    ledger: Ledger | None = None, now: datetime | None = None) -> list[Line]:
    """A line of the ledger for every file that arrived. Raises LedgerError."""
    entries = [
        Entry("hand_in", "上报", recipient or arrival.to, file=_name(arrival.path),
              sha256=arrival.sha256, person=person, note=_told(arrival))
        for arrival in arrivals if not arrival.error]
    return (ledger or Ledger()).add(entries, now) if entries else []


def _told(arrival: Arrival) -> str:
    parts = (arrival.path, f"{arrival.size} 字节", "读回一致" if arrival.read_back else "",
             arrival.note, "加密连接" if arrival.encrypted else "", arrival.words)
    return "；".join(filter(None, parts))


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
