"""Users for trying the demo: one per role, with passwords made at random and kept in a file of their own."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from config.codes import USER_ROLES
from store.case import tables
from store.own.access_log import COMMAND
from store.own.passwords import hashed
from store.own.users import User, add_users, read_users

PASSWORDS = "demo_users.txt"


def make_unless_there(own: Engine, cases: Engine, passwords: Path) -> bool:
    """Make a user for each role unless there are users already; the agency is the one that most handovers wait for.

    Returns whether users were made.
    """
    if read_users(own):
        return False
    agency, ministry = _busiest_agency(cases)
    made, lines, now = [], [], datetime.now(UTC)
    for role in USER_ROLES:
        password = secrets.token_urlsafe(12)
        user = User(
            user_name=role,
            name=f"Demo {role}",
            role=role,
            password_hash=hashed(password, role),
            password_set_at=now,
            agency=agency if role == "agency" else None,
            ministry=ministry if role == "ministry" else None,
            reviewed_at=now,
            reviewed_by=COMMAND,
        )
        made.append(user)
        lines.append("\t".join((role, password, user.agency or user.ministry or "-")))
    add_users(own, made)
    passwords.touch(mode=0o600)
    passwords.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True


def lines(passwords: Path) -> list[str]:
    """One line per demo user: user name, password, agency or ministry; none where the users are real."""
    return passwords.read_text(encoding="utf-8").splitlines() if passwords.is_file() else []


def _busiest_agency(cases: Engine) -> tuple[str, str]:
    """Code and ministry of the agency with a ministry that most unanswered handovers go to."""
    a, h = tables.agencies.c, tables.handovers.c
    waiting = (
        select(a.code, a.ministry_code)
        .join(tables.handovers, h.to_agency == a.code)
        .where(h.responded_at.is_(None), a.ministry_code.is_not(None))
        .group_by(a.code, a.ministry_code)
        .order_by(func.count().desc(), a.code)
        .limit(1)
    )
    with cases.connect() as connection:
        code, ministry = connection.execute(waiting).one()
    return code, ministry
