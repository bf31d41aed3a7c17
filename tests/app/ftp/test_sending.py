"""Handing in to real servers, good ones and bad ones: what arrives, and what is said."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.ftp import connection
from app.ftp.sending import hand_in_by_ftp
from app.handing_in.delivery import DeliveryCancelledError, Parcel, UntrustedCertificateError, Watch
from tests.servers import CONTENT, FOLDER, NAME, Place

Serve = Callable[..., Place]
OLD = b"older"


def arrived(place: Place, content: bytes = CONTENT) -> bool:
    """Whether the file, and nothing else, is there as it was sent."""
    return place.names == [NAME] and (place.folder / NAME).read_bytes() == content


def one_sentence(text: str) -> bool:
    return text.endswith("。") and "\n" not in text


@pytest.mark.parametrize("options", [{}, {"encoding": "gb18030", "utf8": False}],
                         ids=["utf-8", "gb18030"])
def test_a_file_arrives_and_is_read_back(serve: Serve, options: dict[str, object]) -> None:
    place = serve(**options)
    told: list[tuple[int, int]] = []
    arrival = place.send(watch=Watch(lambda _name, done, total: told.append((done, total))))
    assert arrival.error == ""
    assert (arrival.read_back, arrival.replaced, arrival.encrypted) == (True, False, False)
    assert arrival.path == f"/{FOLDER}/{NAME}"
    assert arrived(place)
    assert told[-1] == (len(CONTENT), len(CONTENT)) and len(told) > 3
    assert arrival.words.startswith("226")


def test_an_empty_file_arrives(serve: Serve) -> None:
    place = serve()
    assert place.send(b"").error == ""
    assert arrived(place, b"")


@pytest.mark.parametrize("options", [
    {}, {"no_overwrite": True}, {"perm": "elrdwMT"}, {"no_size": True}, {"perm": "erwd"}],
    ids=["all", "no rename over a file", "no rename", "no size", "no list"])
def test_an_older_file_is_kept_until_it_may_be_replaced(
        serve: Serve, options: dict[str, object]) -> None:
    place = serve(**options)
    (place.folder / NAME).write_bytes(OLD)
    arrival = place.send()
    assert "已有同名" in arrival.error and "--overwrite" in arrival.error
    assert arrived(place, OLD)
    arrival = place.send(overwrite=True)
    assert (arrival.error, arrival.replaced, arrival.read_back) == ("", True, True)
    assert arrived(place)


def test_a_server_that_may_not_be_read(serve: Serve) -> None:
    place = serve(perm="elwfd")
    arrival = place.send()
    assert (arrival.error, arrival.read_back) == ("", False)
    assert arrival.note == "服务器不许读回，只核对了大小"
    assert arrived(place)


def test_a_letter_box_that_may_only_be_written_to(serve: Serve) -> None:
    place = serve(perm="ew")
    arrival = place.send()
    assert (arrival.error, arrival.read_back) == ("", False)
    assert (place.folder / NAME).read_bytes() == CONTENT
    assert f"{NAME}.part" in arrival.note  # which could not be deleted


def test_a_server_that_may_not_be_written_to(serve: Serve) -> None:
    place = serve(perm="elr")
    arrival = place.send()
    assert "没有写文件的权限" in arrival.error and one_sentence(arrival.error)
    assert place.names == []


def test_a_refused_rename_leaves_nothing_but_the_file(serve: Serve) -> None:
    place = serve(perm="elrdw")
    assert place.send().error == ""
    assert arrived(place)


@pytest.mark.parametrize("perm", ["elradfmwMT", "elrdw"])
def test_a_server_that_loses_the_rest_without_a_word(serve: Serve, perm: str) -> None:
    for options in ({}, {"no_size": True}):
        place = serve(loses_at=20_000, perm=perm, **options)
        arrival = place.send()
        assert arrival.error and one_sentence(arrival.error)
        assert place.names == []


def test_nobody_is_where_the_server_says_that_files_go(serve: Serve) -> None:
    place = serve(no_data=True)
    arrival = place.send()
    assert "传文件用的连接被拒绝" in arrival.error and one_sentence(arrival.error)
    assert place.names == []


@pytest.mark.parametrize("perm", ["elradfmwMT", "elrdw"])
def test_a_full_server(serve: Serve, perm: str) -> None:
    place = serve(full_at=20_000, perm=perm)
    (place.folder / NAME).write_bytes(OLD)
    arrival = place.send(overwrite=True)
    assert "磁盘空间不足" in arrival.error and one_sentence(arrival.error)
    assert arrived(place, OLD)


def test_broken_off_at_half(serve: Serve) -> None:
    place = serve(drop_at=20_000)
    (place.folder / NAME).write_bytes(OLD)
    arrival = place.send(overwrite=True)
    assert "断开" in arrival.error and one_sentence(arrival.error)
    assert arrived(place, OLD)


def test_broken_off_at_half_where_the_half_can_t_be_deleted(serve: Serve) -> None:
    place = serve(drop_at=20_000, perm="elrw")
    arrival = place.send()
    assert "断开" in arrival.error and "删除" in arrival.error and one_sentence(arrival.error)
    assert NAME not in place.names


@pytest.mark.parametrize("login", [{"password": "wrong"}, {"user": "nobody"}])
def test_a_wrong_password(serve: Serve, login: dict[str, str]) -> None:
    arrival = serve().send(**login)
    assert "用户名或密码" in arrival.error and one_sentence(arrival.error)


def test_a_folder_that_is_not_there_is_not_made(serve: Serve) -> None:
    place = serve()
    arrival = place.send(folder="别的")
    assert "没有文件夹“别的”" in arrival.error and one_sentence(arrival.error)
    assert not (place.root / "别的").exists()


def test_a_private_address_for_passive_mode(serve: Serve) -> None:
    place = serve(address="10.9.8.7")
    assert place.send().error == ""
    assert arrived(place)


@pytest.mark.slow
def test_a_slow_server(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "TIMEOUT", 3.0)
    monkeypatch.setattr(connection.Connection, "patience", 3.0)
    place = serve(rate=6144)
    content = CONTENT[:25_000]
    assert place.send(content).error == ""
    assert arrived(place, content)


def test_a_server_that_promises_utf_8_and_answers_otherwise(serve: Serve) -> None:
    place = serve(encoding="gb18030")
    arrival = place.send(folder="没有的文件夹")
    assert one_sentence(arrival.error)
    assert place.names == []


def test_nothing_goes_on_after_the_server_is_gone(serve: Serve) -> None:
    place = serve()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place.port = unused.getsockname()[1]
    files = [Parcel(Path(f"{n}.xls"), b"x") for n in range(3)]
    arrivals = hand_in_by_ftp(files, place.login())
    assert len(arrivals) == 3
    assert all("拒绝连接" in arrival.error for arrival in arrivals)


def test_an_unknown_host(serve: Serve) -> None:
    arrival = serve().send(host="no-such-host.invalid")
    assert "找不到服务器" in arrival.error and one_sentence(arrival.error)


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(connection, "TIMEOUT", 0.5)
    monkeypatch.setattr(connection.Connection, "patience", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        arrival = Place(tmp_path, silent.getsockname()[1]).send()
    assert "没有回应" in arrival.error and one_sentence(arrival.error)


def test_stopping_leaves_no_half_file(serve: Serve) -> None:
    place = serve()
    stop = threading.Event()
    with pytest.raises(DeliveryCancelledError):
        place.send(watch=Watch(lambda *_: stop.set(), stop.is_set))
    assert place.names == []


# --- encrypted -----------------------------------------------------------------------------------


def fingerprint(place: Place) -> str:
    with pytest.raises(UntrustedCertificateError) as caught:
        place.send()
    assert caught.value.fingerprint in str(caught.value)
    return caught.value.fingerprint


def test_a_certificate_that_nobody_vouches_for_is_asked_about(
        serve: Serve, certificate: Path) -> None:
    place = serve(certificate=str(certificate), tls_required=True)
    found = fingerprint(place)
    assert place.names == []
    arrival = place.send(trusted=found, tls="require")
    assert (arrival.error, arrival.encrypted, arrival.read_back) == ("", True, True)
    assert arrived(place)
    with pytest.raises(UntrustedCertificateError):
        place.send(trusted=found.replace(found[:2], "00"), overwrite=True)


def test_a_certificate_that_the_system_trusts_is_not_asked_about(
        serve: Serve, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    place = serve(certificate=str(certificate), tls_required=True)
    assert place.send(tls="require").error == ""
    assert arrived(place)


def test_a_server_that_wants_encryption_says_so(serve: Serve, certificate: Path) -> None:
    arrival = serve(certificate=str(certificate), tls_required=True).send(tls="off")
    assert "只接受加密连接" in arrival.error and one_sentence(arrival.error)


def test_required_encryption_sends_no_password_in_clear(tmp_path: Path) -> None:
    """To a server that has none, nothing but the request for it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def answer() -> None:
            connected, _ = listening.accept()
            with connected, connected.makefile("rb") as lines:
                connected.sendall(b"220 hello\r\n")
                for line in lines:
                    heard.append(line.strip())
                    connected.sendall(b"500 unknown\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        arrival = Place(tmp_path, listening.getsockname()[1]).send(tls="require")
        thread.join()
    assert "不能加密" in arrival.error and one_sentence(arrival.error)
    assert heard == [b"AUTH TLS"]
