"""The parts of an .xlsx file, changed in place and put together again.

What is not touched goes on byte by byte: pictures, text boxes, controls, themes, other sheets.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

CALC_CHAIN = re.compile(r".*/calcChain\.xml", re.IGNORECASE)
"""In which order cells are worked out; every program makes its own where there is none."""
UNFIT = re.compile(r".*/(vbaProject\w*\.bin|vbaData\.xml)|_xmlsignatures/.*", re.IGNORECASE)
"""What can't stay in a filled form: macros (it is no .xlsm), and signatures of the empty form."""

_MACRO_BOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_BOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"


class BadPackageError(ValueError):
    """The package breaks the rules of its format."""


class Package:
    """Parts by their names (without a leading slash), whatever capitals they are asked for in."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._parts = {info.filename.replace("\\", "/").lstrip("/"): archive.read(info)
                           for info in archive.infolist() if not info.is_dir()}
        self._trees: dict[str, etree._Element] = {}
        self._loose = {name.lower(): name for name in self._parts}
        book = [target for kind, target in self.related("") if kind == "officeDocument"]
        if not book:
            raise BadPackageError("no workbook")
        self.book = book[0]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._loose

    def tree(self, name: str) -> etree._Element:
        """A part's root; what is changed in it is saved."""
        name = self._loose.get(name.lower(), name)
        if name not in self._trees:
            root = etree.fromstring(self._parts[name], etree.XMLParser(
                resolve_entities=False, no_network=True, huge_tree=False))
            if root.getroottree().docinfo.internalDTD is not None:
                raise BadPackageError("a document type is declared")
            self._trees[name] = root
        return self._trees[name]

    def names(self, pattern: str) -> list[str]:
        """Parts whose whole names match."""
        return [name for name in self._parts if re.fullmatch(pattern, name, re.IGNORECASE)]

    def related(self, part: str) -> Iterator[tuple[str, str]]:
        """Kind (the last word of its type) and name of each part that this one refers to; the
        package itself for ""."""
        for _, kind, target in self._relations(part):
            yield kind, target

    def sheets(self) -> dict[str, str]:
        """Each worksheet's title and part, in the order of the tabs."""
        parts = {key: target for key, kind, target in self._relations(self.book)
                 if kind == "worksheet"}
        found = {}
        for sheet in self.tree(self.book).iterfind("{*}sheets/{*}sheet"):
            key = next((value for name, value in sheet.attrib.items()
                        if str(name).endswith("}id")), "")
            if key in parts:
                found[sheet.get("name", "")] = parts[str(key)]
        return found

    def drop(self, pattern: re.Pattern[str]) -> None:
        """Takes parts out, with whatever refers to them."""
        gone = {name.lower() for name in self._parts if pattern.fullmatch(name)}
        if not gone:
            return
        types = self.tree(_TYPES)
        for override in types.findall("{*}Override"):
            if override.get("PartName", "").lstrip("/").lower() in gone:
                types.remove(override)
        for name in self.names(r"(.*/)?_rels/[^/]*\.rels"):
            root, owner = self.tree(name), _owner(name)
            for relation in root.findall("{*}Relationship"):
                if _target(owner, relation).lower() in gone:
                    root.remove(relation)
        for name in [name for name in self._parts if name.lower() in gone]:
            del self._parts[name], self._loose[name.lower()]
            self._trees.pop(name, None)

    def save(self) -> bytes:
        """The whole file, as a workbook without macros."""
        for name, root in self._trees.items():
            self._parts[name] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True)
        types = self._loose[_TYPES.lower()]
        self._parts[types] = self._parts[types].replace(_MACRO_BOOK, _BOOK)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self._parts, key=lambda name: name != types):
                archive.writestr(name, self._parts[name])
        return target.getvalue()

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels") if part else _ROOT
        if self.has(relations):
            for one in self.tree(relations).iterfind("{*}Relationship"):
                kind = one.get("Type", "").rpartition("/")[2]
                yield one.get("Id", ""), kind, _target(part, one)


def _owner(relations: str) -> str:
    """The part whose relations these are."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _target(part: str, relation: etree._Element) -> str:
    target = relation.get("Target", "").replace("\\", "/")
    if relation.get("TargetMode") == "External":
        return ""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
