"""`main.py hand-in` and `main.py ledger`: words, exit codes, JSON."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from app.handing_in.ledger import ledger_path
from tests.app.commands.command import call, run
from tests.servers import FOLDER, PASSWORD, USER, Place

Serve = Callable[..., Place]
CONTENT = b"roster" * 500


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XUEJI_PASSWORD", PASSWORD)
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "总库.xls"
    path.write_bytes(CONTENT)
    return path


def address(place: Place, folder: str = FOLDER) -> str:
    return f"ftp://{quote(USER)}@127.0.0.1:{place.port}/{folder}"


def test_a_file_is_handed_in_and_recorded(serve: Serve, file: Path) -> None:
    place = serve()
    done = run("hand-in", file, "--to", address(place), "--json")
    assert (done.code, done.err) == (0, "")
    sha = hashlib.sha256(CONTENT).hexdigest()
    (arrival,) = done.json["files"]
    assert {key: arrival[key] for key in (
        "file", "to", "path", "size", "sha256", "read_back", "replaced", "error")} == {
        "file": str(file), "to": address(place), "path": f"/{FOLDER}/总库.xls",
        "size": len(CONTENT), "sha256": sha, "read_back": True, "replaced": False, "error": None}
    ledger = call("ledger", "--json")
    assert (ledger.code, ledger.json["whole"]) == (0, True)
    assert [(line["kind"], line["file"], line["sha256"]) for line in ledger.json["lines"]] == [
        ("hand_in", "总库.xls", sha)]
    assert sha.encode() in ledger_path().read_bytes()


def test_a_file_goes_to_a_folder(tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "U盘"
    missing = call("hand-in", file, "--to", folder, "--json")
    assert missing.code == 1 and "找不到文件夹" in missing.json["files"][0]["error"]
    assert not folder.exists()
    folder.mkdir()
    first = call("hand-in", file, "--to", folder, "--json")
    assert (first.code, first.json["files"][0]["read_back"]) == (0, True)
    (folder / file.name).write_bytes(b"other")
    again = call("hand-in", file, "--to", folder, "--json")
    assert again.code == 1 and "已有同名" in again.json["files"][0]["error"]
    assert (folder / file.name).read_bytes() == b"other"
    over = call("hand-in", file, "--to", folder, "--json", "--overwrite")
    assert (over.code, over.json["files"][0]["replaced"]) == (0, True)
    assert [path.name for path in folder.iterdir()] == [file.name]
    assert (folder / file.name).read_bytes() == CONTENT
    assert call("hand-in", folder / file.name, "--to", folder, "--overwrite").code == 1
    assert call("ledger", "--json").json["count"] == 2


@pytest.mark.parametrize("to", [
    "http://a/b", "ftps://u@a/b", "ftp://", "ftp://u:secret@a/b", "ftp://u@a:99999/b", "",
    "ftp://u@a:x/b", "ftp://u@a/b%0d%0aDELE x"])
def test_words_that_are_off(file: Path, to: str) -> None:
    done = call("hand-in", file, "--to", to)
    assert done.failed(), done
    assert "secret" not in done.err


def test_nothing_is_tried_if_a_file_is_missing(serve: Serve, file: Path, tmp_path: Path) -> None:
    place = serve()
    assert call("hand-in", file, tmp_path / "没有.xls", "--to", address(place)).failed()
    assert call("hand-in", file, tmp_path, "--to", address(place)).failed()
    assert call("hand-in", file, file, "--to", address(place)).failed()
    assert call("hand-in", "/dev/null", "--to", address(place)).failed()
    assert place.names == []


def test_what_the_server_refuses_is_an_error_of_the_file(
        serve: Serve, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = serve()
    done = call("hand-in", file, "--to", address(place, "没有"), "--json")
    assert done.code == 1 and "没有文件夹" in done.json["files"][0]["error"]
    monkeypatch.setenv("XUEJI_PASSWORD", "wrong")
    done = call("hand-in", file, "--to", address(place))
    assert done.code == 1 and "用户名或密码" in done.out
    assert call("ledger", "--json").json["count"] == 0


def test_without_a_password_nothing_is_tried(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XUEJI_PASSWORD")
    done = call("hand-in", file, "--to", "ftp://u@127.0.0.1/x")
    assert done.failed() and "XUEJI_PASSWORD" in done.err


def test_a_self_signed_certificate_shows_its_fingerprint(
        serve: Serve, file: Path, certificate: Path) -> None:
    place = serve(certificate=str(certificate))
    done = call("hand-in", file, "--to", address(place), "--json")
    assert done.code == 1 and "指纹" in done.json["files"][0]["error"]
    assert place.names == []


def test_a_ledger_that_was_tampered_with(tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for _ in range(3):
        call("hand-in", file, "--to", folder, "--overwrite")
    assert call("ledger", "--verify").code == 0
    with closing(sqlite3.connect(ledger_path())) as base:
        base.execute("DELETE FROM lines WHERE number = 3")
        base.commit()
    done = call("ledger", "--verify", "--json")
    assert (done.code, done.json["whole"]) == (1, False)
    ledger_path().write_bytes(b"rubbish")
    assert call("ledger").code == 1
