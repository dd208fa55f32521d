"""Whose delay clock a pause stops: from a TOML file or an edit; nonsense is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.codes import PAUSE_REASONS, SECTORS
from config.toml_file import Content, SettingRefused, check_keys, read_toml

_KEYS = ("sectors", "never_in_a_childs_case")


@dataclass(frozen=True)
class PauseRule:
    """Whose delay clock a pause of one reason stops; `sectors` None means every sector."""

    sectors: frozenset[str] | None
    never_in_a_childs_case: frozenset[str] = frozenset()

    def binds(self, sector: str, age_group: str) -> bool:
        if age_group == "child" and sector in self.never_in_a_childs_case:
            return False
        return self.sectors is None or sector in self.sectors


def read_pause_rules(file: Path) -> Mapping[str, PauseRule]:
    """Rules from a TOML file (see pause_rules_of)."""
    return pause_rules_of(read_toml(file), str(file))


def pause_rules_of(content: Content, where: str) -> Mapping[str, PauseRule]:
    """Rules from one table per pause reason: `sectors`, `never_in_a_childs_case`. Raises SettingRefused, which says
    where.
    """
    check_keys(content, PAUSE_REASONS, where)
    return {reason: _pause_rule(where, reason, rule) for reason, rule in content.items()}


def content_of_pause_rules(rules: Mapping[str, PauseRule]) -> Content:
    """What pause_rules_of makes these rules of."""

    def listed(sectors: frozenset[str]) -> list[str]:
        return [sector for sector in SECTORS if sector in sectors]

    return {
        reason: {
            "sectors": "all" if rule.sectors is None else listed(rule.sectors),
            "never_in_a_childs_case": listed(rule.never_in_a_childs_case),
        }
        for reason, rule in rules.items()
    }


def _pause_rule(where: str, reason: str, rule: object) -> PauseRule:
    if not isinstance(rule, dict) or set(rule) - set(_KEYS):
        raise SettingRefused(f"{where}: [{reason}] is a table that may have {' and '.join(_KEYS)}, and nothing else")
    named, spared = (rule.get(key, []) for key in _KEYS)
    for key, given in zip(_KEYS, (named, spared), strict=True):
        is_all = key == "sectors" and given == "all"
        if not is_all and not (isinstance(given, list) and all(one in SECTORS for one in given)):
            or_all = " or 'all'" if key == "sectors" else ""
            words = f"it is a list of some of {', '.join(SECTORS)}{or_all}"
            raise SettingRefused(f"{where}: [{reason}] {key} is {given!r}; {words}")
    return PauseRule(None if named == "all" else frozenset(named), frozenset(spared))
