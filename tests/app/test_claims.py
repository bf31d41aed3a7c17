"""One window at a time: a claim, its end, and where the system can't lock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.claims import claim_roster, try_claim
from models.errors import SessionBusyError


def test_one_at_a_time(tmp_path: Path) -> None:
    roster = tmp_path / "名册.xls"
    claim = claim_roster(tmp_path, roster)
    with pytest.raises(SessionBusyError, match="“名册.xls”正在另一个窗口中校对"):
        claim_roster(tmp_path, tmp_path / "." / "名册.xls")
    claim_roster(tmp_path, tmp_path / "另一份.xls").release()
    claim.release()
    claim.release()
    claim_roster(tmp_path, roster).release()


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_linked_lock_is_one_lock(
        tmp_path: Path, link: Callable[[Path, Path], None]) -> None:
    path, elsewhere = tmp_path / "locks" / "a.lock", tmp_path / "别的.txt"
    path.parent.mkdir()
    elsewhere.write_text("不动", encoding="utf-8")
    link(path, elsewhere)
    claim = try_claim(path)
    assert claim is not None and try_claim(path) is None
    claim.release()
    assert elsewhere.read_text(encoding="utf-8") == "不动"


def test_where_nothing_can_be_locked_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "locks").write_bytes(b"")  # no folder can be made there
    for _ in range(2):
        claim = try_claim(tmp_path / "locks" / "a.lock")
        assert claim is not None
        claim.release()
