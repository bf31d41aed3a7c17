"""Walking a large XML part element by element, in bounded memory, and safely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, cast

from lxml import etree

from models.reading.limits import ROW_BYTES, Budget

_CHUNK = 1 << 16
_FORMAT_ONLY = re.compile(
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?(?:/>|></c>)(?=<c r="|</row>)')
"""An empty cell, unless a cell without a place follows it: that one stands beside it."""
_EMPTY_ROW = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)')
_LONGEST_TAG = 1000


class BadContentError(Exception):
    """The content breaks the rules of its format; told to the clerk as a damaged file."""


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def elements(
    part: IO[bytes], tags: tuple[str, ...], budget: Budget, *,
    starts: tuple[str, ...] = (), thin: bool = False,
) -> Iterator[tuple[str, etree._Element]]:
    """Pairs of event and element: ``"end"`` of the given tags, freed soon after, and ``"start"`` of
    ``starts`` (only its attributes may be looked at).

    Entities are not resolved and a document type is refused (BadContentError). ``thin`` drops
    .xlsx cells and rows that hold formatting only before they are parsed: used ranges that are
    formatted down to the last row or out to the last column would otherwise cost seconds.
    """
    parser = etree.XMLPullParser(
        events=("start", "end") if starts else ("end",), tag=(*tags, *starts),
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True)
    wanted = {tag.rpartition("}")[2] for tag in starts}
    pending, first = 0, True
    for chunk in _chunks(part, thin):
        budget.check()
        parser.feed(chunk)
        pending += len(chunk)
        last: etree._Element | None = None
        for event, found in parser.read_events():
            element = cast(etree._Element, found)
            if first:
                if element.getroottree().docinfo.internalDTD is not None:
                    raise BadContentError("a document type is declared")
                first = False
            container = bool(wanted) and local_name(element) in wanted
            if event == "start":
                if container:
                    yield event, element
            elif container:
                element.clear()
                last = None
            else:
                pending = 0
                yield event, element
                last = element
        if last is not None:
            _free_before(last)
        if pending > ROW_BYTES:
            raise budget.too_big()
    parser.close()


def _free_before(element: etree._Element) -> None:
    """Give back what has been walked: the element's content and everything before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        del parent[:parent.index(element)]


def _chunks(part: IO[bytes], thin: bool) -> Iterator[bytes]:
    rest = b""
    while thin and (chunk := part.read(_CHUNK)):
        chunk = rest + chunk
        if b"<!" in chunk:  # what looks like a cell may be text in a CDATA section
            rest = chunk
            break
        cut = chunk.rfind(b"<", max(0, len(chunk) - _LONGEST_TAG))
        cut = len(chunk) if cut < 0 else cut
        rest = chunk[cut:]
        yield _EMPTY_ROW.sub(b"", _FORMAT_ONLY.sub(b"", chunk[:cut]))
    yield rest
    while chunk := part.read(_CHUNK):
        yield chunk
