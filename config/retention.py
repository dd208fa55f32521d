"""For how many days the dashboard's own database keeps what; nonsense is refused."""

from dataclasses import dataclass
from pathlib import Path

from config.toml_file import SettingRefused, read_toml

MOST = 36_500
# a log is kept for a year at least, and no session lasts longer than a month
LEAST = {"access_log": 365, "meetings": 30, "devices": 1, "sessions": 31, "tries": 1}


@dataclass(frozen=True)
class Retention:
    """Days after an entry of the access log, the end of a meeting, the last sign-in with a device, the beginning of a
    session, and the last try to sign in.
    """

    access_log: int = 1830
    meetings: int = 1830
    devices: int = 400
    sessions: int = 31
    tries: int = 1


def read_retention(file: Path) -> Retention:
    """Days from a TOML file with some of LEAST; one that is not there is as usual."""
    content = read_toml(file, allowed=tuple(LEAST))
    for name, given in content.items():
        if isinstance(given, bool) or not isinstance(given, int) or not LEAST[name] <= given <= MOST:
            words = f"it is a whole number of days from {LEAST[name]} to {MOST}"
            raise SettingRefused(f"{file}: {name} is {given!r}; {words}")
    return Retention(**content)
