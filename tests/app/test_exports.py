"""The one door: what leaves the school is in the ledger, and no student is."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import xlrd

from app.document import Document
from app.exports import record_dispositions, record_signature
from app.handing_in.ledger import ledger_path
from app.lists.disposing import Subject, dispose
from models.dispositions import Disposition
from models.fields import FIELD_KEYS, MAIN_NUMBER, NAME, SUB_NUMBER
from models.regular import file_hash
from tests.app.commands.command import ROOT, call

SAMPLE = ROOT / "resources" / "samples" / "示例名册.xls"


def test_the_sample_s_run_is_in_the_ledger_without_its_students(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    out, stick = tmp_path / "out", tmp_path / "stick"
    stick.mkdir()
    done = call("export", SAMPLE, "--out", out, "--fix-safe", "--allow-errors",
                "--school-code", "3101170526", "--school-name", "示例学校")
    assert done.code == 0, done.err
    files = sorted(out.iterdir())
    assert call("hand-in", *files, "--to", stick).code == 0
    lines = call("ledger", "--json").json["lines"]
    assert [line["kind"] for line in lines] == ["export"] * 2 + ["hand_in"] * 2
    assert {line["file"] for line in lines} == {file.name for file in files}
    master = min(lines, key=lambda line: line["kind"] + line["file"])
    assert master["count"] > 100 and len(master["fields"]) == len(FIELD_KEYS)
    kept = ledger_path().read_bytes().decode("utf-8", "replace") + json.dumps(
        lines, ensure_ascii=False)
    sheet = xlrd.open_workbook(str(files[0])).sheet_by_index(0)
    places = [FIELD_KEYS.index(key) for key in (MAIN_NUMBER, SUB_NUMBER, NAME)]
    for number in range(1, sheet.nrows):
        for place in places:
            text = sheet.cell_value(number, place).strip()
            assert len(text) < 2 or text not in kept


def test_a_merged_roster_is_in_the_ledger(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    target = tmp_path / "合并名册.xls"
    assert call("merge", SAMPLE, "--out", target).code in (0, 1)
    (line,) = call("ledger", "--json").json["lines"]
    assert (line["purpose"], line["file"], line["count"]) == (
        "其他：合并名册", target.name, xlrd.open_workbook(str(target)).sheet_by_index(0).nrows - 1)
    assert line["sha256"] == file_hash(target)


def test_dispositions_and_signatures_stand_by_number(
        clean_document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    first, second, third = (row for row in clean_document.roster.rows[:3])
    numbers = first.number, second.number, third.number
    for rows, kind in (((first.id, second.id), "转出"), ((third.id,), "休学")):
        dispose(clean_document, [Subject(row) for row in rows], Disposition(None, "", kind))
    for _ in range(2):  # the second time there is nothing new to tell
        record_dispositions(clean_document)
    record_signature("校长", "周示例", date(2012, 11, 26), file="总库.xls", sha256="ab")
    lines = call("ledger", "--json").json["lines"]
    assert [(line["kind"], line["purpose"], line["count"], line["note"]) for line in lines] == [
        ("disposed", "转出", 2, f"原名册第 {numbers[0]}、{numbers[1]} 行"),
        ("disposed", "休学", 1, f"原名册第 {numbers[2]} 行"),
        ("signed", "校长", 0, "2012-11-26 签字")]


def test_what_other_commands_write_is_recorded_too(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    done = call("split", SAMPLE, "--by", "grade", "--out", tmp_path / "parts")
    assert done.code == 0, done.err
    lines = call("ledger", "--json").json["lines"]
    assert {line["file"] for line in lines} == {
        path.name for path in (tmp_path / "parts").iterdir()}
    assert {(line["purpose"], line["count"] > 0, bool(line["due"])) for line in lines} == {
        ("班主任核对", True, True)}


OUTSIDE = ("照片", ".sqlite", ".json")
"""Copies of photos bear numbers, and what the program keeps for itself is for nobody else."""


@pytest.mark.parametrize("words", [
    ("export", "{sample}", "--out", "{out}", "--allow-errors", "--school-code", "3101170526",
     "--school-name", "示例学校"),
    ("split", "{sample}", "--by", "class", "--out", "{out}"),
    ("merge", "{sample}", "--out", "{out}/合并.xls"),
    ("compare", "{sample}", "{sample}", "--out", "{out}"),
    ("photos", "{home}", "{sample}", "--out", "{out}"),
    ("audit", "{samples}", "--out", "{out}", "--jobs", "2"),
    ("tables", "{sample}", "--table", "新生建籍情况统计表", "--out", "{out}"),
], ids=lambda words: words[0])
def test_whatever_a_command_writes_is_in_the_ledger(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """Every file, by name and hash: a command that forgets it fails here."""
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    out, samples = tmp_path / "out", tmp_path / "samples"
    for folder in (out, samples):
        folder.mkdir()
    shutil.copy(SAMPLE, samples)
    done = call(*(word.format(sample=SAMPLE, samples=samples, out=out, home=tmp_path)
                  for word in words))
    assert done.code in (0, 1), done.err
    written = {(path.name, file_hash(path)) for path in out.rglob("*") if path.is_file()
               and not str(path.relative_to(out)).startswith(OUTSIDE[0] + "/")
               and not path.name.endswith(OUTSIDE[1:])}
    lines = call("ledger", "--json").json["lines"]
    assert written and {(line["file"], line["sha256"]) for line in lines} == written
