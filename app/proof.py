"""The proof report: what was checked, found, fixed and confirmed, for the head to sign."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.as_opened import opened_validator
from app.document import Document
from app.folders import work_folder
from app.matching.kinds import KIND_TITLES, Kind
from app.merging.inputs import inputs_of
from models.account import Account
from models.deliverables import WrittenFiles
from models.regular import file_hash
from validators.rules import ORDER

MASTER = "学籍信息总库"
"""What the report calls the master file."""


@dataclass(frozen=True)
class ProofFile:
    """A file by what it is, its name and SHA-256."""

    what: str
    name: str
    sha256: str


@dataclass(frozen=True)
class RuleCount:
    """One rule's findings: at opening, gone since, confirmed, still open."""

    title: str
    found: int
    fixed: int
    confirmed: int
    open: int


@dataclass(frozen=True)
class Confirmed:
    """Findings confirmed for one reason under one rule."""

    title: str
    reason: str
    count: int


@dataclass(frozen=True)
class ProofReport:
    """All that the report says."""

    school: str
    code: str
    year: int
    students: int
    edited: int
    read: str
    rules: str
    files: tuple[ProofFile, ...]
    counts: tuple[RuleCount, ...]
    confirmed: tuple[Confirmed, ...]
    day: date

    @property
    def is_written(self) -> bool:
        """Whether the files to be handed in are among those named."""
        return any(file.what == MASTER for file in self.files)

    @property
    def total(self) -> RuleCount:
        """All rules together."""
        return RuleCount("合计", *(sum(getattr(one, name) for one in self.counts)
                                 for name in ("found", "fixed", "confirmed", "open")))


def proof_report(document: Document, written: WrittenFiles | None, version: str, day: date
                 ) -> ProofReport:
    """The report as things stand, with the files that were ``written`` of them; judges the roster
    as it was opened once more."""
    path = document.roster.path
    digest = None
    with suppress(OSError):
        digest = file_hash(path)
    files = [ProofFile("原名册", path.name, digest or "（现在读不到这个文件，没有校验码）")]
    files += [ProofFile(f"合并的文件（读到 {each.read:,} 行，取 {each.kept:,} 行）", each.name, each.sha256)
              for each in inputs_of(work_folder(), digest or "")]
    files += [ProofFile(f"核对的{KIND_TITLES[Kind(each.kind)]}", each.name, each.sha256)
              for each in document.lists]
    if written is not None:
        files += [ProofFile(*file) for file in written.files]
    school = document.school
    return ProofReport(
        school.name, school.code, school.school_year, len(document.roster),
        document.tally().edited, account_text(document.roster.account),
        f"{document.profile.title}，{len(document.validator.severities)} 条规则，程序 {version}",
        tuple(files), tuple(_counts(document)), tuple(_confirmed(document)), day)


def account_text(account: Account) -> str:
    """What became of the lines of the file, in a sentence; "" where nobody has counted them."""
    if not account.lines:
        return ""
    parts = [f"学生 {account.students:,} 行"]
    if account.header:
        parts.append(f"表头 {account.header:,} 行")
    parts += [f"{reason.removeprefix('是').removeprefix('的')} {count:,} 行" for reason, count
              in Counter(line.reason for line in account.left_out).most_common()]
    text = f"有内容的 {account.lines:,} 行＝{'＋'.join(parts)}"
    places = len(account.unaccounted)
    return f"{text}；另有 {places:,} 处像是学生而没有读入" if places else f"{text}；没有发现漏读"


def _counts(document: Document) -> list[RuleCount]:
    found = opened_validator(document).counts()
    now: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    for finding in document.validator.all_findings():
        (confirmed if document.is_confirmed(finding) else now)[finding.rule] += 1
    return [RuleCount(document.validator.title(rule), found[rule],
                      max(0, found[rule] - now[rule] - confirmed[rule]), confirmed[rule], now[rule])
            for rule in sorted(found.keys() | now.keys() | confirmed.keys(), key=ORDER.__getitem__)]


def _confirmed(document: Document) -> list[Confirmed]:
    groups: Counter[tuple[str, str]] = Counter()
    for confirmation in document.journal.confirmations.values():
        groups[confirmation.rule, confirmation.reason] += 1
    return [Confirmed(document.validator.title(rule), reason, count) for (rule, reason), count
            in sorted(groups.items(), key=lambda pair: ORDER[pair[0][0]])]
