"""From which difference on a change of delays is worth saying."""

from dataclasses import dataclass
from pathlib import Path

from config.toml_file import SettingRefused, read_toml

MOST = {"days": 3650, "share": 1, "horizon_days": 3650}


@dataclass(frozen=True)
class ChangeSettings:
    """A difference of the mean delay in days, up to `horizon_days`, or of the share answered within target."""

    days: float = 0.5
    share: float = 0.05
    horizon_days: float = 28


def read_change(file: Path) -> ChangeSettings:
    """Settings from a TOML file with `days`, `share` and `horizon_days`; one that is not there is as usual."""
    content = read_toml(file, allowed=tuple(MOST))
    for name, given in content.items():
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        least = 1 if name == "horizon_days" else 0
        if not (is_number and least <= given <= MOST[name]):
            raise SettingRefused(f"{file}: {name} is {given!r}; it is a number from {least} to {MOST[name]}")
    return ChangeSettings(**{name: float(given) for name, given in content.items()})
