"""Edits of settings in the dashboard's own database: who changed what to what, when and why. The last edit of a kind
holds, before the file; no edit is ever taken out.

Moments are aware. Every function raises OwnDatabaseUnusable where the database cannot be used.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from config.edited import Kind, edited
from config.settings import Settings
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
    """The settings with what was edited in the place of what the files say. Raises SettingRefused."""
    last = select(func.max(_rows.number)).group_by(_rows.kind)
    with transaction(own) as connection:
        found = connection.execute(select(_rows.kind, _rows.content).where(_rows.number.in_(last))).all()
    contents = {cast(Kind, kind): content for kind, text in found if (content := _content(text)) is not None}
    return edited(settings, contents)


def _change(row: Mapping[Any, Any]) -> Change:
    try:
        return Change(**{**row, "content": _content(row["content"])})
    except SettingRefused:
        return Change(**{**row, "content": None}, readable=False)


def _content(text: str | None) -> Mapping[str, object] | None:
    try:
        content = None if text is None else json.loads(text)
    except ValueError as error:
        raise SettingRefused("an edit of a setting is kept as what is no JSON") from error
    if content is not None and not isinstance(content, dict):
        raise SettingRefused("an edit of a setting is kept as what is no table of values")
    return content
