"""Where the program keeps its own files."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from app import folders


def test_all_in_the_folder_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(folders.HOME, str(tmp_path))
    assert folders.home() == folders.config_folder() == tmp_path
    assert folders.work_folder() == tmp_path / "work"
    assert folders.log_folder() == tmp_path / "log"


@pytest.mark.parametrize("value", [None, ""])
def test_in_the_users_own_folders_otherwise(value: str | None,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv(folders.HOME, raising=False)
    else:
        monkeypatch.setenv(folders.HOME, value)
    own = Path(platformdirs.user_data_dir("xueji", appauthor=False))
    assert folders.work_folder() == own / "work"
    assert folders.log_folder() == Path(platformdirs.user_log_dir("xueji", appauthor=False))
    assert folders.config_folder() == Path(
        platformdirs.user_config_dir("xueji", appauthor=False))
