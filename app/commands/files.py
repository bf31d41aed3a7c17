"""Rosters named on the command line: patterns, and opening them as the options say."""

from __future__ import annotations

import argparse
import os
from glob import glob
from pathlib import Path

from app.document import Document
from app.opening import check_words, open_document
from models.errors import PasswordNeededError


def check_options(options: argparse.Namespace) -> None:
    """Raises ProfileError or SchoolError if an option is wrong whatever the rosters are."""
    check_words(options.profile, options.school_code, options.school_year,
                options.system)


def open_given(file: str, options: argparse.Namespace) -> Document:
    """The judged document of a roster, opened as the options say.

    Raises what ``open_document`` raises.
    """
    try:
        return open_document(
            Path(file), profile_name=options.profile, sheets=options.sheet,
            code=options.school_code, name=options.school_name, school_year=options.school_year,
            system=options.system)
    except PasswordNeededError as error:
        raise PasswordNeededError(
            f"“{Path(file).name}”设有打开密码，命令行里不能输入；"
            f"请在窗口里打开它，或在 Excel、WPS 中去掉密码再试。") from error


def expanded(given: str) -> list[str]:
    """The files behind a pattern that the shell left as it is (Windows)."""
    if os.path.exists(given) or not any(c in given for c in "*?"):
        return [given]
    return sorted(glob(given)) or [given]
