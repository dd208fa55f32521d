"""Settings that the administration edits on a screen: an edit comes before the file, and is checked as the file is.

An edit is kept as a content: tables, lists, texts and numbers, as the file of the setting has them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from config.agenda import agenda_of, content_of_agenda
from config.partner_rules import content_of_partner_rules, partner_rules_of
from config.pauses import content_of_pause_rules, pause_rules_of
from config.settings import Settings
from config.targets import content_of_targets, targets_of
from config.toml_file import Content

Kind = Literal["targets", "partner_rules", "pause_rules", "agenda"]  # fields of Settings
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class _Form:
    """How a setting is made of a content, or refused in words that say where it stands; and of which content it is."""

    of: Callable[[Content, str], Any]
    content: Callable[[Any], Content]


_FORMS: Mapping[Kind, _Form] = {
    "targets": _Form(targets_of, content_of_targets),
    "partner_rules": _Form(partner_rules_of, content_of_partner_rules),
    "pause_rules": _Form(pause_rules_of, content_of_pause_rules),
    "agenda": _Form(agenda_of, content_of_agenda),
}


def edited(settings: Settings, contents: Mapping[Kind, Content]) -> Settings:
    """The settings, with these contents in the place of what they had. Raises SettingRefused."""
    return replace(settings, **{kind: _FORMS[kind].of(one, f"the edited {kind}") for kind, one in contents.items()})


def content_of(settings: Settings, kind: Kind) -> Content:
    """The content of one of the settings; `edited` makes the same setting of it."""
    return _FORMS[kind].content(getattr(settings, kind))


def differences(before: Content, after: Content) -> list[tuple[str, object, object]]:
    """What differs, in order: the way to each value (keys with points between them), and the value before and after;
    None where there is none.
    """
    then, now = dict(_leaves(before)), dict(_leaves(after))
    return [(way, then.get(way), now.get(way)) for way in {**then, **now} if then.get(way) != now.get(way)]


def _leaves(content: Content, above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value
