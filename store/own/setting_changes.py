"""Edits of settings in the dashboard's own database: who changed what to what, when and why. The last edit of a kind
holds, before the file; no edit is ever taken out.

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from config.edited import Kind, edited
from config.settings import Settings
from config.targets import Targets, TargetsChanged, targets_of
from config.toml_file import Content, SettingRefused
from store.errors import StoreError
from store.own.database import transaction
from store.own.tables import LONGEST_REASON, setting_changes

FILES = 0  # the number of what holds before the first edit
_rows = setting_changes.c


class SettingChanged(StoreError):
    """Somebody else has changed this setting since."""


@dataclass(frozen=True)
class NewChange:
    """An edit to keep: `content` None is that of the files; `follows` is the number of the edit that held so far."""

    kind: Kind
    content: Content | None
    reason: str
    follows: int


@dataclass(frozen=True)
class Change(NewChange):
    """An edit that was kept; not `readable` where something else has written what is no content."""

    number: int
    at: datetime
    user_name: str
    readable: bool = True


def add(connection: Connection, change: NewChange, user_name: str, now: datetime) -> None:
    """Keep an edit, which holds from now on. Raises SettingChanged, and ValueError for a reason that is none."""
    if not 0 < len(change.reason.strip()) <= LONGEST_REASON:
        raise ValueError("an edit has a reason")
    content = None if change.content is None else json.dumps(change.content, ensure_ascii=False, allow_nan=False)
    kept = {**vars(change), "content": content, "reason": change.reason.strip(), "at": now, "user_name": user_name}
    try:
        connection.execute(insert(setting_changes).values(kept))
    except IntegrityError as error:  # only one edit can follow another
        raise SettingChanged(f"{change.kind}: edit {change.follows} no longer holds") from error


def read_changes(own: Engine, kind: Kind) -> list[Change]:
    """All edits of a kind, the last first."""
    with transaction(own) as connection:
        found = connection.execute(select(setting_changes).where(_rows.kind == kind).order_by(_rows.number.desc()))
        return [_change(row._mapping) for row in found]


def in_force(own: Engine, settings: Settings) -> Settings:
    """The settings with what was edited in the place of what the files say, and how the targets came to be what they
    are. Raises SettingRefused.
    """
    with transaction(own) as connection:
        found = connection.execute(select(_rows.kind, _rows.content, _rows.at).order_by(_rows.number)).all()
    last = {cast(Kind, kind): text for kind, text, _at in found}
    contents = {kind: content for kind, text in last.items() if (content := _content(text)) is not None}
    of_targets = [(text, at) for kind, text, at in found if kind == "targets"]
    changed = tuple(_targets_changed(of_targets, settings.targets))
    return replace(edited(settings, contents), targets_changed=changed)


def _targets_changed(edits: Iterable[tuple[str | None, datetime]], files: Targets) -> Iterator[TargetsChanged]:
    """What each edit of the targets changed; one that this version cannot read is left out, as it no longer holds."""
    before = files
    for text, at in edits:
        with suppress(SettingRefused):
            content = _content(text)
            after = files if content is None else targets_of(content, "an edit of targets")
            yield TargetsChanged(at, before, after)
            before = after


def _change(row: Mapping[Any, Any]) -> Change:
    try:
        return Change(**{**row, "content": _content(row["content"])})
    except SettingRefused:
        return Change(**{**row, "content": None}, readable=False)


def _content(text: str | None) -> Mapping[str, object] | None:
    try:
        content = None if text is None else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingRefused("an edit of a setting is kept in a form that is not JSON") from error
    if content is not None and not isinstance(content, dict):
        raise SettingRefused("an edit of a setting is kept in a form that is not a table of values")
    return content
