"""The work left by rule: counts, order, progress."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.explaining.grouping import Progress, first_open, groups, progress

if TYPE_CHECKING:
    from app.document import Document
    from tests.documents import MakeDocument


def counts(document: Document, at_opening: Counter[str]) -> dict[str, tuple[int, int]]:
    return {group.rule: (group.open, group.confirmed) for group in groups(document, at_opening)}


def test_errors_come_first_in_catalogue_order(faulty_document: Document) -> None:
    found = groups(faulty_document, {})
    severities = [group.severity for group in found]
    assert severities == sorted(severities)  # "error" < "warning"
    assert [group.rule for group in found][:3] == [
        "main-length", "main-check-digit", "sub-precision"]


def test_counts_agree_with_the_documents_tally(faulty_document: Document) -> None:
    document = faulty_document
    opening = document.validator.counts()
    finding = first_open(document, "main-document")
    assert finding is not None
    document.confirm([finding], "外籍学生护照")
    document.apply_fixes(document.safe_fixes(), "")
    tally = document.tally()
    found = groups(document, opening)
    assert sum(group.open for group in found) == tally.open
    assert sum(group.confirmed for group in found) == tally.confirmed == 1
    by_rule = counts(document, opening)
    assert by_rule["main-document"] == (0, 1)
    assert by_rule["format"] == (0, 0)


def test_progress_is_measured_by_what_was_found_at_opening(make_document: MakeDocument) -> None:
    document = make_document(36, [(9, "name", "沈　参考"), (10, "sex", "M")])
    total = document.found_at_opening
    document.apply_fixes(document.safe_fixes()[:1], "")
    assert progress(document, groups(document, {})) == Progress(1, total)
    document.edit([(row, document.roster.index("name"), "") for row in range(20)])
    worse = progress(document, groups(document, {}))
    assert worse.handled == 0 and worse.total == worse.open > total


def test_first_open_skips_what_is_confirmed(faulty_document: Document) -> None:
    finding = first_open(faulty_document, "main-document")
    assert finding is not None and finding.row == 25
    faulty_document.confirm([finding], "护照")
    assert first_open(faulty_document, "main-document") is None
