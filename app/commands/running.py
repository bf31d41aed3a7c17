"""Runs one command: its words, its faults, its exit code."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from app.commands import FAILED
from app.commands.words import Parser
from models.bulk import collection_paused
from models.errors import XuejiError

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Runs the command that is the first of ``arguments``; returns its exit code."""
    if not logging.getLogger().handlers:  # else Python writes warnings between our own lines
        logging.getLogger().addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = Parser(prog="main.py", description="学籍总库校对")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    command = import_module(f"app.commands.{arguments[0].replace('-', '_')}")
    command.add_parser(commands)
    options = parser.parse_args(arguments)
    try:
        with collection_paused():  # a run is short, and what it makes has no cycles
            code: int = command.run(options)
        sys.stdout.flush()
    except XuejiError as error:
        return fail(str(error))
    except OSError as error:
        # the reader of our output has left, as `head` does; Windows mostly calls that EINVAL
        if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
            return fail(_logged())
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return fail("已中断。")
    except Exception:  # a fault of ours: a traceback would end as "errors left"
        return fail(_logged())
    return code


def fail(message: str) -> int:
    """Says on stderr, in one line, what is wrong; returns the exit code for it."""
    print(message.replace("\n", " "), file=sys.stderr)
    return FAILED


def _logged() -> str:
    """Writes the fault that is being handled to the log; what to tell about it."""
    from app import folders, logs  # not paid for by a run without faults

    log = logs.start(folders.log_folder())
    _log.exception("an unexpected fault of a command")
    where = f"详情（不含学生信息）在日志“{log}”里" if log else "日志写不了"
    return f"程序出了意外的错误，没有完成；{where}，请把它发给维护人员。"
