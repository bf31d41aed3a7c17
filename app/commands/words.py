"""The words of the command line: options that window and commands share, and mistakes in them."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from app.commands import COMMANDS, FAILED
from models.profile import DEFAULT_PROFILE

_WORDS_OFF = (
    (r"the following arguments are required: (.*)", "缺少 {}"),
    (r"unrecognized arguments: (.*)", "不认识“{}”"),
    (r"argument (\S+): expected (?:one|at least one) argument", "{} 后面要写内容"),
    (r"argument (\S+): ignored explicit argument (.*)", "{} 后面不能写内容"),
    (r"argument --school-year: .*: '(.*)'", "学年“{}”不对，应是四位年份"),
    (r"argument (\S+): invalid choice: '(.*)' \(choose from (.*)\)", "{} 不能是“{}”，可以是 {}"),
    (r"argument (\S+): invalid \w+ value: '(.*)'", "{} 后面的“{}”不对"),
)
"""What argparse says, and how we say it."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the words in one line; takes no shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        for pattern, ours in _WORDS_OFF:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = ours.format(*match.groups())
                break
        message = message.replace("\n", " ")
        self.exit(FAILED, f"命令写法有误：{message}。用 --help 看写法。\n")


if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[Parser]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that window and commands share."""
    parser.add_argument("--profile", metavar="NAME",
                        help=f"地区设置；不写就按名册自己的表头和号码，看不出时是 {DEFAULT_PROFILE}")
    parser.add_argument("--school-code", metavar="C", help="学校代码")
    parser.add_argument("--school-name", metavar="N", help="学校全称")
    parser.add_argument("--school-year", metavar="YYYY", type=int, help="学年开始的年份")
    parser.add_argument("--system", metavar="S",
                        help="学制，如 六三（6-3-3）、五四（5-4-3）；不写就按地区设置")
    parser.add_argument("--sheet", metavar="NAME", action="append", default=[],
                        help="工作表，可以重复；'*' 表示所有合适的工作表")


def window_options(arguments: list[str]) -> argparse.Namespace:
    """The options of the window: an optional ``roster`` and what both kinds of use share."""
    parser = Parser(
        prog="main.py", description="学籍总库校对：打开窗口。",
        epilog=f"不开窗口的命令：{' '.join(COMMANDS)}；写法见 main.py 命令 --help。")
    parser.add_argument("roster", nargs="?", metavar="ROSTER", help="学籍表文件")
    add_options(parser)
    return parser.parse_args(arguments)
