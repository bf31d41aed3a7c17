"""One program for each user: the second start hands over and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.window.single_instance import SingleInstance

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleInstance]:
    found = SingleInstance(tmp_path / "home")
    assert found.is_first() and found.is_first()
    found.listen()
    yield found
    found.close()


@pytest.mark.parametrize("roster", [Path("名册 一.xls").absolute(), None])
def test_second_hands_over_its_roster(first: SingleInstance, qtbot: QtBot, tmp_path: Path,
                                      roster: Path | None) -> None:
    second = SingleInstance(tmp_path / "home")
    assert not second.is_first()
    with qtbot.waitSignal(first.asked, timeout=5000) as asked:
        assert second.hand_over(roster)
    assert asked.args == [roster]


def test_another_process_hands_over(first: SingleInstance, qtbot: QtBot, tmp_path: Path) -> None:
    program = ("import sys; sys.path.insert(0, sys.argv[1])\n"
               "from argparse import Namespace\n"
               "from ui.window.app import run\n"
               "sys.exit(run(sys.argv[2], Namespace()))\n")
    with qtbot.waitSignal(first.asked, timeout=20000) as asked:
        second = subprocess.Popen(
            [sys.executable, "-c", program, str(ROOT), "名册.xls"], cwd=tmp_path,
            env={**os.environ, "XUEJI_HOME": str(tmp_path / "home")})
    assert second.wait(20) == 0
    assert asked.args == [tmp_path / "名册.xls"]


def test_another_home_is_another_program(first: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance(tmp_path / "another")
    assert other.is_first()
    other.close()


def test_next_one_is_first_when_the_first_has_ended(first: SingleInstance, qtbot: QtBot,
                                                    tmp_path: Path) -> None:
    first.close()
    second = SingleInstance(tmp_path / "home")
    assert second.is_first()
    second.listen()
    third = SingleInstance(tmp_path / "home")
    with qtbot.waitSignal(second.asked):
        assert third.hand_over(None)
    second.close()


def test_first_that_does_not_answer_is_given_up(qtbot: QtBot, tmp_path: Path) -> None:
    silent = SingleInstance(tmp_path / "home")
    assert silent.is_first()
    assert not SingleInstance(tmp_path / "home").hand_over(None, patience=0.3)
    silent.close()


def test_strangers_are_not_heard(first: SingleInstance, qtbot: QtBot, tmp_path: Path) -> None:
    """Without the key, or with nonsense: no roster is opened, and the next one is heard."""
    heard: list[object] = []
    first.asked.connect(heard.append)
    with pytest.raises(Exception, match="digest|closed|reset|EOF|") as refused:
        Client(first._address(), authkey=b"x" * 32)
    assert isinstance(refused.value, (OSError, EOFError, AuthenticationError))
    key = (tmp_path / "home" / "key").read_bytes()
    for nonsense in (b"\xff\xfe", b"{", b""):
        with Client(first._address(), authkey=key) as connection:
            connection.send_bytes(nonsense)
    with qtbot.waitSignal(first.asked, timeout=5000):
        assert SingleInstance(tmp_path / "home").hand_over(None)
    assert heard == [None]


@pytest.mark.skipif(sys.platform == "win32", reason="the profile's rights guard it there")
def test_only_the_user_can_talk(first: SingleInstance, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "key").stat().st_mode & 0o777 == 0o600


def test_long_home_path(qtbot: QtBot, tmp_path: Path) -> None:
    home = tmp_path / ("长" * 60)
    first = SingleInstance(home)
    assert first.is_first()
    first.listen()
    with qtbot.waitSignal(first.asked):
        assert SingleInstance(home).hand_over(None)
    first.close()
