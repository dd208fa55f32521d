"""Minutes as the release before format 2 kept them, and what its slides said of the second meeting.

Both were made by that release itself, over the demo of 14 September 2026.
"""

import sqlite3
from pathlib import Path

VERSION_1 = Path(__file__).with_name("minutes_of_version_1.sql")


def restored(folder: Path) -> str:
    """The URL of an own database in `folder` that holds them."""
    with sqlite3.connect(folder / "own.sqlite") as made:
        made.executescript(VERSION_1.read_text(encoding="utf-8"))
    made.close()
    return f"sqlite:///{folder / 'own.sqlite'}"


def slides(language: str) -> str:
    """The words of all slides, each after a line with its number."""
    return VERSION_1.with_name(f"minutes_of_version_1.{language}.txt").read_text(encoding="utf-8")
