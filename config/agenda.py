"""What the weekly meeting looks at, in which order: items from a TOML file; nonsense is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.languages import LANGUAGES
from config.toml_file import Content, SettingRefused, check_keys, read_toml, whole_number
from config.vocabulary import codes

ITEMS = codes("meeting_items")
LONGEST_ADVANCE = 3600
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Agenda:
    """`items`: some of ITEMS, in order, each once. `advance_seconds`: 0 means that no slide comes by itself. `titles`:
    pairs of a language and the meeting's name, where it has one of its own.
    """

    items: tuple[str, ...] = ITEMS
    advance_seconds: int = 0
    titles: tuple[tuple[str, str], ...] = ()

    def title(self, language: str) -> str | None:
        """The meeting's own name in a language."""
        return dict(self.titles).get(language)


def read_agenda(file: Path) -> Agenda:
    """An agenda from a TOML file (see agenda_of)."""
    return agenda_of(read_toml(file), str(file))


def agenda_of(content: Content, where: str) -> Agenda:
    """An agenda from `items`, `advance_seconds` and a table `title` by language. Raises SettingRefused, which says
    where.
    """
    check_keys(content, ("items", "advance_seconds", "title"), where)
    items, titles = content.get("items", list(ITEMS)), content.get("title", {})
    if not isinstance(items, list):
        raise SettingRefused(f"{where}: items is {items!r}; it is a list of some of {', '.join(ITEMS)}")
    if problem := problem_of(items):
        raise SettingRefused(f"{where}: {problem}", "items")
    given = content.get("advance_seconds", 0)
    seconds = whole_number(f"{where}: advance_seconds", given, LONGEST_ADVANCE, "seconds", least="0 (never)")
    if not isinstance(titles, dict) or set(titles) - set(LANGUAGES):
        raise SettingRefused(f"{where}: [title] is a table that may have {', '.join(LANGUAGES)}, and nothing else")
    for language, title in titles.items():
        if not isinstance(title, str) or not 0 < len(title.strip()) <= LONGEST_TITLE:
            words = f"it is 1 to {LONGEST_TITLE} characters"
            raise SettingRefused(f"{where}: [title] {language} is {title!r}; {words}", "title")
    return Agenda(tuple(items), seconds, tuple((language, title.strip()) for language, title in titles.items()))


def content_of_agenda(agenda: Agenda) -> Content:
    """What agenda_of makes this agenda of."""
    return {"items": list(agenda.items), "advance_seconds": agenda.advance_seconds, "title": dict(agenda.titles)}


def problem_of(items: Sequence[Any]) -> str | None:
    """The first thing that is wrong with the items of an agenda, or None."""
    if not items:
        return f"items is empty; it has at least one of {', '.join(ITEMS)}"
    for number, item in enumerate(items):
        if item not in ITEMS:
            return f"items has {item!r}, which is no item; it may have {', '.join(ITEMS)}"
        if item in items[:number]:
            return f"items has {item!r} twice; it may have each of {', '.join(ITEMS)} once"
    return None
