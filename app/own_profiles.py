"""The clerk's own profiles: added with the same checks as every profile, and taken away again."""

from __future__ import annotations

import re
from pathlib import Path

from app.folders import profiles_folder
from app.opening import check_given
from models.errors import ProfileError
from models.profile import Profile, own_profiles, read_profile, shipped_names, use_own_profiles

_NAME = re.compile(r"[\w\-]+")


def checked(path: Path) -> Profile:
    """A profile that may be added. Raises ProfileError with every mistake at once, or saying what
    is wrong with its name; OSError where the file can't be read."""
    if path.suffix.lower() != ".toml":
        raise ProfileError(f"“{path.name}”不是地区设置，应是扩展名为 .toml 的文件。")
    if path.stem in shipped_names():
        raise ProfileError(f"“{path.stem}”是程序自带的地区设置的名字，请把文件换一个名字再添加。")
    if not _NAME.fullmatch(path.stem):
        raise ProfileError(f"文件名“{path.stem}”里只能有文字、数字、“-”和“_”，请换一个名字再添加。")
    profile = read_profile(path)
    check_given(profile, None, None)
    return profile


def add_profile(path: Path) -> Profile:
    """Copies a sound profile to the clerk's own, in place of one with its name. Raises what
    ``checked`` raises; then nothing was changed."""
    profile = checked(path)
    folder = profiles_folder()
    folder.mkdir(parents=True, exist_ok=True)
    use_own_profiles(folder)
    draft = folder / f".{path.stem}.part"
    draft.write_bytes(path.read_bytes())
    draft.replace(folder / f"{path.stem}.toml")
    return profile


def remove_profile(name: str) -> None:
    """Takes one of the clerk's own away; nothing happens where there is none of that name."""
    path = own_profiles().get(name)
    if path is not None:
        path.unlink(missing_ok=True)
