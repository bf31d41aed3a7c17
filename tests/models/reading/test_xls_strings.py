"""The shared texts of an .xls workbook: as xlrd reads them, or left to it."""

from __future__ import annotations

import struct

from hypothesis import given, strategies as st
from xlrd.book import unpack_SST_table

from models.reading.xls_strings import shared_texts

PART = 8224
TEXTS = st.lists(st.tuples(
    st.text("张三·x7𠮷é", max_size=30), st.integers(0, 3), st.integers(0, 9)), max_size=12)
"""Texts with how many runs of fonts and how many bytes of a reading aid they have."""


def parts_of(texts: list[tuple[str, int, int]], room: int) -> list[bytes]:
    """An SST record with its continuations of ``room`` bytes each, as Excel breaks them: heads and
    runs whole, characters whole, each part of a text saying anew how wide it is."""
    parts = [bytearray(struct.pack("<II", len(texts), len(texts)))]

    def fitting(size: int) -> bytearray:
        if len(parts[-1]) + size > room:
            parts.append(bytearray())
        return parts[-1]

    for text, runs, aid in texts:
        wide = not text.isascii()
        units = text.encode("utf_16_le")
        characters = [units[at:at + 2][:2 if wide else 1] for at in range(0, len(units), 2)]
        flags = wide | (8 if runs else 0) | (4 if aid else 0)
        head = struct.pack("<HB", len(characters), flags)
        head += struct.pack("<H", runs) if runs else b""
        head += struct.pack("<I", aid) if aid else b""
        fitting(len(head) + 2).extend(head)
        for character in characters:
            if len(parts[-1]) + len(character) > room:
                parts.append(bytearray([wide]))
            parts[-1].extend(character)
        for _ in range(runs):
            fitting(4).extend(b"\1\0\5\0")
        if aid:
            fitting(aid).extend(bytes(aid))
    return [bytes(part) for part in parts]


@given(texts=TEXTS, room=st.integers(24, 120))
def test_the_texts_are_those_that_were_written(
        texts: list[tuple[str, int, int]], room: int) -> None:
    parts = parts_of(texts, room)
    read = shared_texts(parts)
    if read is None:  # half of a character stands in each of two parts
        assert any("𠮷" in text for text, _, _ in texts)
    else:
        assert read == [text for text, _, _ in texts] == unpack_SST_table(parts, len(texts))[0]


@given(texts=TEXTS, room=st.integers(24, 120), at=st.integers(0, 10**6), value=st.integers(0, 255))
def test_a_damaged_table_is_read_as_xlrd_does_or_left_to_it(
        texts: list[tuple[str, int, int]], room: int, at: int, value: int) -> None:
    parts = [bytearray(part) for part in parts_of(texts, room)]
    part = parts[at % len(parts)]
    if at % max(1, len(part)) >= 8:  # not the count
        part[at % len(part)] = value
    read = shared_texts([bytes(part) for part in parts])
    if read is not None:
        try:
            assert read == unpack_SST_table([bytes(part) for part in parts], len(texts))[0]
        except (struct.error, AssertionError, IndexError):
            pass


def test_nothing_but_a_table_is_understood() -> None:
    assert shared_texts([b""]) is None
    assert shared_texts([struct.pack("<II", 2, 2) + b"\1\0\0x"]) is None
