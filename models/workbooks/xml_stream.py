"""Walking a large XML part element by element, in bounded memory, and safely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, cast

from lxml import etree

from models.workbooks.limits import ROW_BYTES, Budget

_CHUNK = 1 << 16
_FORMAT_ONLY = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?(?:/>|></c>)')


class BadContentError(Exception):
    """The content breaks the rules of its format; told to the clerk as a damaged file."""


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def elements(
    part: IO[bytes], tags: tuple[str, ...], budget: Budget, *,
    starts: tuple[str, ...] = (), thin: bool = False,
) -> Iterator[tuple[str, etree._Element]]:
    """Pairs of event and element: ``"end"`` of the given tags, each freed after use, and
    ``"start"`` of ``starts`` (only its attributes may be looked at).

    Entities are not resolved and a document type is refused (BadContentError). ``thin`` drops
    .xlsx cells that hold formatting only before they are parsed: used ranges that are formatted
    down to the last row or out to the last column would otherwise cost seconds.
    """
    parser = etree.XMLPullParser(
        events=("start", "end") if starts else ("end",), tag=(*tags, *starts),
        resolve_entities=False, no_network=True, huge_tree=False)
    wanted = {tag.rpartition("}")[2] for tag in starts}
    pending, first = 0, True
    for chunk in _chunks(part, thin):
        budget.check()
        parser.feed(chunk)
        pending += len(chunk)
        for event, found in parser.read_events():
            element = cast(etree._Element, found)
            if first:
                if element.getroottree().docinfo.internalDTD is not None:
                    raise BadContentError("a document type is declared")
                first = False
            if event == "start":
                if local_name(element) in wanted:
                    yield event, element
                continue
            pending = 0
            if wanted and local_name(element) in wanted:
                element.clear()
                continue
            yield event, element
            element.clear()
            parent = element.getparent()
            if parent is not None:
                while element.getprevious() is not None:
                    del parent[0]
        if pending > ROW_BYTES:
            raise budget.too_big()
    parser.close()


def _chunks(part: IO[bytes], thin: bool) -> Iterator[bytes]:
    if not thin:
        while chunk := part.read(_CHUNK):
            yield chunk
        return
    rest = b""
    while chunk := part.read(_CHUNK):
        chunk = rest + chunk
        if b"<!" in chunk:  # what looks like a cell may be text in a CDATA section
            yield chunk
            yield from _chunks(part, thin=False)
            return
        cut = chunk.rfind(b"<")
        cut = len(chunk) if cut < 0 else cut
        yield _FORMAT_ONLY.sub(b"", chunk[:cut])
        rest = chunk[cut:]
    yield rest
