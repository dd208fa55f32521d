"""In how many days an agency answers a handover: from a TOML file or an edit; nonsense is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.toml_file import Content, SettingRefused, check_keys, read_toml

MOST_DAYS = 3650


@dataclass(frozen=True)
class Targets:
    """Days in which a receiver answers: `by_agency` where set, else `default_days`."""

    default_days: float = 7
    by_agency: Mapping[str, float] = field(default_factory=dict)

    def days_for(self, agency: str) -> float:
        return self.by_agency.get(agency, self.default_days)


@dataclass(frozen=True)
class TargetsChanged:
    """An edit of the targets, at a moment (aware)."""

    at: datetime
    before: Targets
    after: Targets


def read_targets(file: Path) -> Targets:
    """Targets from a TOML file (see targets_of)."""
    return targets_of(read_toml(file), str(file))


def targets_of(content: Content, where: str) -> Targets:
    """Targets from `default_days` and a table `days` by agency code. Raises SettingRefused, which says where."""
    check_keys(content, ("default_days", "days"), where)
    by_agency = content.get("days", {})
    if not isinstance(by_agency, dict):
        raise SettingRefused(f"{where}: days is {by_agency!r}; it is a table: [days], and under it AGENCY_CODE = 14")
    targets = Targets(content.get("default_days", 7), by_agency)
    for name, days in {"default_days": targets.default_days, **targets.by_agency}.items():
        if isinstance(days, bool) or not isinstance(days, int | float) or not 0 < days <= MOST_DAYS:
            words = f"a target is a number of days above 0, at most {MOST_DAYS}"
            raise SettingRefused(f"{where}: {name} is {days!r}; {words}", "days")
    return targets


def content_of_targets(targets: Targets) -> Content:
    """What targets_of makes these targets of."""
    return {"default_days": targets.default_days, "days": dict(targets.by_agency)}
