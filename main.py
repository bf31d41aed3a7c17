"""学籍总库校对: arguments to the window, or to a command; nothing else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.photo_rule import PhotoRule


def main(arguments: list[str]) -> int:
    """Runs the program; returns its exit code."""
    from models.bulk import collection_paused

    with collection_paused():  # what is imported stays
        from app.commands import COMMANDS, running, words
        from app.folders import profiles_folder
        from app.photos.scaler import use_scaler
        from models.profile import use_own_profiles
    use_own_profiles(profiles_folder())
    use_scaler(_smaller)
    if arguments and arguments[0] in COMMANDS:
        return running.main(arguments)
    options = words.window_options(arguments)
    with collection_paused():
        from ui.window.app import run
    return run(options.roster, options)


def _smaller(content: bytes, rule: PhotoRule) -> bytes | None:
    from ui.photos.scaling import smaller  # Qt, which most commands do without

    return smaller(content, rule)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
