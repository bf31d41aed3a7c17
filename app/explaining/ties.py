"""Which cells of a row contradict each other with no majority: one decision, whichever is wrong."""

from __future__ import annotations

from app.document import Document
from validators.findings import Finding


def others_of_tie(document: Document, finding: Finding) -> list[Finding]:
    """The other open findings of the contradiction that this one is a part of; none where it is
    about one cell alone. A stage contradicts stages, an entry year entry years (domain §8)."""
    if finding.row is None or finding.params.get("variant") != "split":
        return []
    kind = type(finding.params["said"])
    return [each for each in document.open_in_row(finding.row)
            if each.field != finding.field and each.params.get("variant") == "split"
            and isinstance(each.params["said"], kind)]
