"""姓名: characters that can't be right, rare ones, and lengths."""

from __future__ import annotations

from models.fields import NAME
from validators.rule import ERROR, WARNING, Rule

RULES = (
    Rule(
        "name-character", (NAME,), ERROR, "姓名含不该有的字符",
        "姓名里不应有数字、问号、标点（间隔号“·”除外）、夹在汉字里的字母和乱码。请按户口簿或证件改正。",
        {"": "姓名里有不该出现的字符“{strange}”，请按证件改正。"},
    ),
    Rule(
        "name-rare", (NAME,), WARNING, "生僻字",
        "别的系统可能显示不出这个字。请核对证件；确实无误的，确认情况属实即可。",
        {"": "姓名里的{rare}是生僻字，别的系统可能显示不出，请核对证件。"},
        reasons=("已核对证件原件，姓名用字无误",), hint="已核对证件的，写明原因",
    ),
    Rule(
        "name-length", (NAME,), WARNING, "姓名长度少见",
        "只有一个汉字或超过 20 个字的姓名很少见，可能漏字或填错了列。",
        {"": "姓名有 {length} 个字，很少见，请核对是否漏字或填错列。"},
        reasons=("已核对证件原件，姓名无误",),
    ),
)
