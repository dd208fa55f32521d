"""Settings: the environment and the files of this folder, read once; nonsense is refused at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

from config.agenda import Agenda, read_agenda
from config.codes import PAUSE_REASONS, SECTORS
from config.control_charts import ControlCharts, read_control_charts
from config.partner_rules import PartnerRule, read_partner_rules
from config.toml_file import HOME, SettingRefused, read_toml

SQLITE = "sqlite:///"
# the file that each variable names another of
FILES = {
    "SAUMATON_TARGETS_FILE": "targets.toml",
    "SAUMATON_PAUSES_FILE": "pauses.toml",
    "SAUMATON_PARTNER_RULES_FILE": "partner_rules.toml",
    "SAUMATON_CONTROL_CHARTS_FILE": "control_charts.toml",
    "SAUMATON_AGENDA_FILE": "agenda.toml",
}
DelayClock = Literal["calendar", "working"]


@dataclass(frozen=True)
class Targets:
    """Days in which a receiver answers: `by_agency` where set, else `default_days`."""

    default_days: float = 7
    by_agency: Mapping[str, float] = field(default_factory=dict)

    def days_for(self, agency: str) -> float:
        return self.by_agency.get(agency, self.default_days)


@dataclass(frozen=True)
class PauseRule:
    """Whose delay clock a pause of one reason stops; `sectors` None means every sector."""

    sectors: frozenset[str] | None
    never_in_a_childs_case: frozenset[str] = frozenset()

    def binds(self, sector: str, age_group: str) -> bool:
        if age_group == "child" and sector in self.never_in_a_childs_case:
            return False
        return self.sectors is None or sector in self.sectors


@dataclass(frozen=True)
class Settings:
    """Everything an installation can set. The case database's URL and the dashboard's own come first. `files`: pairs of
    a variable of FILES and the file that it names.
    """

    database_url: str
    own_database_url: str
    users_file: Path
    cookie_key_file: Path
    cookie_key: str | None = field(default=None, repr=False)
    delay_clock: DelayClock = "calendar"
    targets: Targets = field(default_factory=Targets)
    pause_rules: Mapping[str, PauseRule] = field(default_factory=dict)
    partner_rules: tuple[PartnerRule, ...] = ()
    control_charts: ControlCharts = ()
    agenda: Agenda = field(default_factory=Agenda)
    files: tuple[tuple[str, Path], ...] = ()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `environment` (variables SAUMATON_…) and the files they name.

    Raises SettingRefused for a value that makes no sense or a file that cannot be read.
    """
    if (clock := environment.get("SAUMATON_DELAY_CLOCK") or "calendar") not in get_args(DelayClock):
        raise SettingRefused(f"SAUMATON_DELAY_CLOCK is '{clock}'; it may be {' or '.join(get_args(DelayClock))}")
    var = Path(environment.get("SAUMATON_VAR") or HOME / "var").absolute()
    named = {name: Path(file).absolute() for name in FILES if (file := environment.get(name))}
    targets, pauses, rules, charts, agenda = (named.get(name, HOME / "config" / FILES[name]) for name in FILES)
    return Settings(
        database_url=absolute_url(environment.get("SAUMATON_DATABASE_URL") or f"{SQLITE}{var / 'cases.sqlite'}"),
        own_database_url=absolute_url(environment.get("SAUMATON_OWN_DATABASE_URL") or f"{SQLITE}{var / 'own.sqlite'}"),
        users_file=Path(environment.get("SAUMATON_USERS_FILE") or var / "users.yaml").absolute(),
        cookie_key_file=var / "cookie_key",
        cookie_key=environment.get("SAUMATON_COOKIE_KEY"),
        delay_clock=cast(DelayClock, clock),
        targets=read_targets(targets),
        pause_rules=read_pause_rules(pauses),
        partner_rules=read_partner_rules(rules),
        control_charts=read_control_charts(charts),
        agenda=read_agenda(agenda),
        files=tuple(named.items()),
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables under which another process, in another folder, reads the same databases and files."""
    return {
        "SAUMATON_DATABASE_URL": settings.database_url,
        "SAUMATON_OWN_DATABASE_URL": settings.own_database_url,
        "SAUMATON_USERS_FILE": str(settings.users_file),
        "SAUMATON_VAR": str(settings.cookie_key_file.parent),
        **{name: str(file) for name, file in settings.files},
    }


def absolute_url(url: str) -> str:
    """A database URL that means the same from every folder: the path of an SQLite file is made absolute."""
    scheme, file = url[: len(SQLITE)], url[len(SQLITE) :]
    return f"{SQLITE}{Path(file).absolute()}" if scheme == SQLITE and file not in ("", ":memory:") else url


def read_targets(file: Path) -> Targets:
    """Targets from a TOML file with `default_days` and a table `days` by agency code."""
    content = read_toml(file, allowed=("default_days", "days"))
    targets = Targets(content.get("default_days", 7), content.get("days", {}))
    for name, days in {"default_days": targets.default_days, **targets.by_agency}.items():
        if isinstance(days, bool) or not isinstance(days, int | float) or not 0 < days <= 3650:
            raise SettingRefused(f"{file}: {name} is {days!r}; a target is a number of days above 0, at most 3650")
    return targets


def read_pause_rules(file: Path) -> Mapping[str, PauseRule]:
    """Rules from a TOML file with one table per pause reason: `sectors`, `never_in_a_childs_case`."""
    rules = read_toml(file, allowed=PAUSE_REASONS)
    return {reason: _pause_rule(file, reason, rule) for reason, rule in rules.items()}


def _pause_rule(file: Path, reason: str, rule: Mapping[str, Any]) -> PauseRule:
    named, spared = rule.get("sectors", []), rule.get("never_in_a_childs_case", [])
    unknown = {*([] if named == "all" else named), *spared} - set(SECTORS)
    if unknown or set(rule) - {"sectors", "never_in_a_childs_case"}:
        names = sorted(unknown) or sorted(rule)
        raise SettingRefused(f"{file}: [{reason}] names {names}; sectors are {SECTORS} or 'all'")
    return PauseRule(None if named == "all" else frozenset(named), frozenset(spared))
