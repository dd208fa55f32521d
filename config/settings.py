"""Settings: the environment and the files of this folder, read once; nonsense is refused at start."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, cast, get_args

from config.agenda import Agenda, read_agenda
from config.change import ChangeSettings, read_change
from config.codes import USER_ROLES
from config.control_charts import ControlCharts, read_control_charts
from config.database_url import SQLITE, checked_url
from config.networks import Networks, read_networks
from config.partner_rules import PartnerRule, read_partner_rules
from config.pauses import PauseRule, read_pause_rules
from config.retention import Retention, read_retention
from config.sign_in import SECRET, SignIn, read_sign_in
from config.targets import Targets, TargetsChanged, read_targets
from config.toml_file import HOME, SettingRefused

SHORTEST_KEY = 32
FACTS_URL = "SAUMATON_FACTS_URL"
SOCKET = "unix:"
POSTGRESQL = ("postgresql:", "postgres:", "postgresql+")
LONGEST_SOCKET = 100  # Linux allows 107
# the file that each variable names another of
FILES = {
    "SAUMATON_TARGETS_FILE": "targets.toml",
    "SAUMATON_PAUSES_FILE": "pauses.toml",
    "SAUMATON_PARTNER_RULES_FILE": "partner_rules.toml",
    "SAUMATON_CONTROL_CHARTS_FILE": "control_charts.toml",
    "SAUMATON_CHANGE_FILE": "change.toml",
    "SAUMATON_AGENDA_FILE": "agenda.toml",
    "SAUMATON_RETENTION_FILE": "retention.toml",
    "SAUMATON_SIGN_IN_FILE": "sign_in.toml",
}
DelayClock = Literal["calendar", "working"]


@dataclass(frozen=True)
class Settings:
    """Everything an installation can set. The case database's URL and the dashboard's own come first. `files`: pairs of
    a variable of FILES and the file that it names. `targets_changed`: how the targets came to be what they are.
    """

    database_url: str = field(repr=False)
    own_database_url: str = field(repr=False)
    cookie_key_file: Path
    cookie_key: str | None = field(default=None, repr=False)
    session_lasts: timedelta = timedelta(hours=12)
    session_idle: timedelta = timedelta(hours=1)
    second_factor_for: frozenset[str] = frozenset()
    delay_clock: DelayClock = "calendar"
    targets: Targets = field(default_factory=Targets)
    targets_changed: tuple[TargetsChanged, ...] = field(default=(), compare=False)
    pause_rules: Mapping[str, PauseRule] = field(default_factory=dict)
    partner_rules: tuple[PartnerRule, ...] = ()
    control_charts: ControlCharts = ()
    change: ChangeSettings = field(default_factory=ChangeSettings)
    agenda: Agenda = field(default_factory=Agenda)
    retention: Retention = field(default_factory=Retention)
    sign_in: SignIn = field(default_factory=SignIn)
    metrics_for: Networks = ()
    upload_bytes: int = 20_000_000  # of all files of one import, as they come and unpacked; 0: none by upload
    log_head_file: Path | None = None
    feedback_address: str = ""
    facts_socket: Path | None = None  # of the process that keeps the facts, where it is another one
    facts_database: str | None = field(default=None, repr=False)  # a URL of PostgreSQL, where the facts lie there
    files: tuple[tuple[str, Path], ...] = ()

    @property
    def of_facts(self) -> tuple[object, ...]:
        """The settings that the facts are made with; on others they do not depend."""
        return self.delay_clock, self.targets, self.pause_rules


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `environment` (variables SAUMATON_…) and the files they name.

    Raises SettingRefused for a value that makes no sense or a file that cannot be read.
    """
    if (clock := environment.get("SAUMATON_DELAY_CLOCK") or "calendar") not in get_args(DelayClock):
        raise SettingRefused(f"SAUMATON_DELAY_CLOCK is '{clock}'; it may be {' or '.join(get_args(DelayClock))}")
    key = environment.get("SAUMATON_COOKIE_KEY")
    var = Path(environment.get("SAUMATON_VAR") or HOME / "var").absolute()

    def database_url(name: str, usual: str) -> str:
        return checked_url(name, environment.get(name) or f"{SQLITE}{var / usual}")

    head_file = environment.get("SAUMATON_LOG_HEAD_FILE")
    facts = environment.get(FACTS_URL) or ""
    in_a_database = facts.startswith(POSTGRESQL)
    named = {name: Path(file).absolute() for name in FILES if (file := environment.get(name))}
    of = {usual: named.get(name, HOME / "config" / usual) for name, usual in FILES.items()}
    return Settings(
        database_url=database_url("SAUMATON_DATABASE_URL", "cases.sqlite"),
        own_database_url=database_url("SAUMATON_OWN_DATABASE_URL", "own.sqlite"),
        cookie_key_file=var / "cookie_key",
        cookie_key=checked_key("SAUMATON_COOKIE_KEY", key) if key else None,
        session_lasts=timedelta(hours=_number(environment, "SAUMATON_SESSION_HOURS", 12, 0.01, 24 * 30)),
        session_idle=timedelta(minutes=_number(environment, "SAUMATON_IDLE_MINUTES", 60, 0.1, 60 * 24)),
        second_factor_for=read_roles("SAUMATON_SECOND_FACTOR", environment.get("SAUMATON_SECOND_FACTOR") or ""),
        delay_clock=cast(DelayClock, clock),
        targets=read_targets(of["targets.toml"]),
        pause_rules=read_pause_rules(of["pauses.toml"]),
        partner_rules=read_partner_rules(of["partner_rules.toml"]),
        control_charts=read_control_charts(of["control_charts.toml"]),
        change=read_change(of["change.toml"]),
        agenda=read_agenda(of["agenda.toml"]),
        retention=read_retention(of["retention.toml"]),
        sign_in=read_sign_in(of["sign_in.toml"], environment.get(SECRET)),
        metrics_for=read_networks("SAUMATON_METRICS_FOR", environment.get("SAUMATON_METRICS_FOR") or ""),
        upload_bytes=round(_number(environment, "SAUMATON_UPLOAD_MB", 20, 0, 200) * 1_000_000),
        feedback_address=checked_address(
            "SAUMATON_FEEDBACK_ADDRESS", environment.get("SAUMATON_FEEDBACK_ADDRESS") or ""
        ),
        log_head_file=Path(head_file).absolute() if head_file else None,
        facts_socket=None if in_a_database else read_socket(FACTS_URL, facts),
        facts_database=checked_url(FACTS_URL, facts) if in_a_database else None,
        files=tuple(named.items()),
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables under which another process, in another folder, reads the same databases and files."""
    return {
        "SAUMATON_DATABASE_URL": settings.database_url,
        "SAUMATON_OWN_DATABASE_URL": settings.own_database_url,
        "SAUMATON_VAR": str(settings.cookie_key_file.parent),
        **({"SAUMATON_FEEDBACK_ADDRESS": settings.feedback_address} if settings.feedback_address else {}),
        **({"SAUMATON_LOG_HEAD_FILE": str(settings.log_head_file)} if settings.log_head_file else {}),
        **{name: str(file) for name, file in settings.files},
    }


def _number(environment: Mapping[str, str], name: str, usual: float, least: float, most: float) -> float:
    given = environment.get(name) or str(usual)
    try:
        number = float(given)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise SettingRefused(f"{name} is '{given}'; it may be a number from {least:g} to {most:g}")
    return number


def checked_key(setting: str, key: str) -> str:
    """The key that signs cookies. Raises SettingRefused for one that is too short to be a secret."""
    if len(key) < SHORTEST_KEY or not key.isprintable():
        words = f"it needs at least {SHORTEST_KEY} random ones, which can all be printed"
        raise SettingRefused(f"{setting} has {len(key)} characters; {words}")
    return key


def checked_address(setting: str, given: str) -> str:
    """An e-mail address, or nothing. Raises SettingRefused for what is neither."""
    if given and not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", given, re.ASCII):
        raise SettingRefused(f"{setting} is '{given}'; it is an e-mail address such as saumaton@example.fi")
    return given


def is_socket(url: str) -> bool:
    """Whether a URL of facts names a socket, and no database."""
    return url.startswith(SOCKET)


def facts_are_kept_beside() -> bool:
    """Whether another process of this machine keeps the facts, as the environment says."""
    return is_socket(os.environ.get(FACTS_URL) or "")


def read_socket(setting: str, given: str) -> Path | None:
    """The path in a URL such as unix:/run/saumaton/facts.sock, or nothing. Raises SettingRefused for other URLs, whose
    password is not repeated.
    """
    if not given:
        return None
    path = Path(given.removeprefix(SOCKET))
    if not is_socket(given) or not path.is_absolute() or len(str(path)) > LONGEST_SOCKET:
        words = (
            f"it is a URL such as unix:/run/saumaton/facts.sock, of at most {LONGEST_SOCKET} characters after the "
            "colon, or that of a PostgreSQL database: postgresql://user:password@host:5432/name"
        )
        raise SettingRefused(
            f"{setting} is not understood: {words}" if "@" in given else f"{setting} is '{given}'; {words}"
        )
    return path


def read_roles(setting: str, given: str) -> frozenset[str]:
    """Roles with commas between them, or `all`. Raises SettingRefused for what is not a role."""
    named = {one.strip() for one in given.split(",") if one.strip()}
    if unknown := named - {*USER_ROLES, "all"}:
        words = f"it is all, or some of {', '.join(USER_ROLES)}, with commas between them"
        raise SettingRefused(f"{setting} names '{min(unknown)}'; {words}")
    return frozenset(USER_ROLES if "all" in named else named)
