"""Finding profiles by name: those that come with the program, and the clerk's own."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from models.errors import ProfileError
from models.layout import Part
from models.profile_model import Profile, Schooling, Stage
from models.profile_reader import ProfileReader
from models.regular import read_regular
from models.resources import resource, toml_resource

__all__ = ["DEFAULT_PROFILE", "Part", "Profile", "Schooling", "Stage", "load_profile",
           "own_profiles", "profile_names", "profile_titles", "read_profile", "shipped_names",
           "use_own_profiles"]

DEFAULT_PROFILE = "shanghai"

_MOST_BYTES = 200_000
_LONGEST_LINE = 4_000
"""A key of many thousand parts keeps the TOML reader busy for minutes."""
_own_folder: list[Path] = []


def use_own_profiles(folder: Path) -> None:
    """Says where the clerk's own profiles lie; the folder may not exist."""
    _own_folder[:] = [folder]


def own_profiles() -> dict[str, Path]:
    """The clerk's own profiles by name. A name that the program uses itself is not hers."""
    return {path.stem: path for folder in _own_folder for path in sorted(folder.glob("*.toml"))
            if path.stem not in shipped_names()}


@cache
def shipped_names() -> tuple[str, ...]:
    """The names of the profiles that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in resource("profiles").glob("*.toml")))


def profile_names() -> tuple[str, ...]:
    """The names that ``load_profile`` knows: the program's own, then the clerk's."""
    return (*shipped_names(), *own_profiles())


def profile_titles() -> dict[str, str]:
    """Every profile that can be used: its title by its name, the default one first."""
    found = {}
    for name in (DEFAULT_PROFILE, *(name for name in profile_names() if name != DEFAULT_PROFILE)):
        try:
            found[name] = _title(name) if name in shipped_names() else load_profile(name).title
        except (ProfileError, OSError):  # one of the clerk's own; adding it said what is wrong
            continue
    return found


@lru_cache(maxsize=None)
def _title(name: str) -> str:
    """A shipped profile's title from the lines above its first table, which is all that a list of
    profiles needs: reading them whole takes longer than opening a roster."""
    head, _, _ = resource("profiles", f"{name}.toml").read_text(encoding="utf-8").partition("\n[")
    return str(tomllib.loads(head)["title"])


def load_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """A profile by name. Raises ProfileError with every mistake of the file at once."""
    if name in shipped_names():
        return _shipped(name)
    own = own_profiles()
    if name not in own:
        near = get_close_matches(name, profile_names(), 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(profile_names())}。"
        raise ProfileError(f"没有名为“{name}”的地区设置，{hint}")
    return read_profile(own[name])


@lru_cache(maxsize=None)
def _shipped(name: str) -> Profile:
    path = resource("profiles", f"{name}.toml")
    return ProfileReader(path, _with_base(path, toml_resource("profiles", path.name))).profile()


def read_profile(path: Path) -> Profile:
    """Reads and checks one profile file. Raises ProfileError with every mistake at once."""
    return ProfileReader(path, _with_base(path, _parsed(path))).profile()


def _with_base(path: Path, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The file's sections, and from the profile it is ``like`` those that it does not have."""
    like = data.get("like")
    if like is None:
        return data
    if like not in shipped_names() or like == path.stem:
        near = get_close_matches(str(like), shipped_names(), 1)
        hint = f"是不是“{near[0]}”" if near else f"可用的有：{'、'.join(shipped_names())}"
        raise ProfileError(f"地区设置“{path.name}”的 like“{like}”不是程序自带的地区设置，{hint}。")
    base = resource("profiles", f"{like}.toml")
    said = _with_base(base, toml_resource("profiles", base.name))
    return {**_of_these_fields(said, data.get("fields")), **data}


def _of_these_fields(base: Mapping[str, Any], fields: object) -> Mapping[str, Any]:
    """What a profile may take over where it declares its own fields: nothing that speaks of fields
    which it has not."""
    if not isinstance(fields, list):
        return base
    own = {each.get("key") for each in fields if isinstance(each, Mapping)}
    files = base.get("files", {})
    return {**base,
            "files": {**files, "key_fields": [key for key in files.get("key_fields", ())
                                              if key in own]},
            "guards": [guard for guard in base.get("guards", ()) if own.issuperset((
                *guard["when"], guard["blank"], guard["report"], *guard["numbers"],
                *(only["field"] for only in guard["numbers"].values())))]}


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        text = read_regular(path, _MOST_BYTES).decode("utf-8-sig")
        if max(map(len, text.splitlines()), default=0) > _LONGEST_LINE:
            raise ProfileError(
                f"地区设置“{path.name}”的格式有误：有一行超过 {_LONGEST_LINE} 个字，请分成几行。")
        return tomllib.loads(text)
    except RecursionError as error:
        raise ProfileError(f"地区设置“{path.name}”的格式有误：层数太多。") from error
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise ProfileError(f"地区设置“{path.name}”太大，不会是地区设置，没有读入。") from error
        if error.errno == errno.EINVAL:
            raise ProfileError(f"地区设置“{path.name}”不是普通文件。") from error
        raise ProfileError(f"地区设置“{path.name}”读不了，请检查文件还在不在。") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"地区设置“{path.name}”的格式有误：不是 UTF-8 文字。") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 个字" if place else "文件末尾"
        raise ProfileError(f"地区设置“{path.name}”的格式有误：{where}附近不是正确的 TOML。") from error
    except ValueError as error:  # a number of thousands of digits
        raise ProfileError(f"地区设置“{path.name}”的格式有误：有一个数太长。") from error
