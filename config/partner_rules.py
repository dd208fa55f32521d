"""Which partner a case needs: rules from a TOML file; nonsense is refused."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from config.codes import INVESTIGATION_PHASES, OFFENCES, PAUSE_REASONS, SECTORS, VICTIM_AGE_GROUPS
from config.languages import ENGLISH, LANGUAGES
from config.toml_file import Content, SettingRefused, read_toml, whole_number

Basis = Literal["law", "practice"]
Strength = Literal["missing", "to_consider"]

MOST_DAYS = 3650


@dataclass(frozen=True)
class RuleWords:
    """A rule in one language. `one` and `more` end a sentence that begins with "1 of 20" or "4 of 20"."""

    name: str
    one: str
    more: str
    next_step: str
    source: str


@dataclass(frozen=True)
class PartnerRule:
    """An open case that the rule concerns needs one of `sectors` within `after_days` of its opening.

    `words`: by language. Age groups, phases and offences: none means any. `pause_reason`: only cases that had such a
    pause; `not_while`: a case with such an open pause is left out, and counted.
    """

    code: str
    sectors: tuple[str, ...]
    after_days: int
    basis: Basis
    strength: Strength
    words: tuple[tuple[str, RuleWords], ...]
    age_groups: tuple[str, ...] = ()
    investigation_phases: tuple[str, ...] = ()
    offences: tuple[str, ...] = ()
    pause_reason: str | None = None
    not_while: str | None = None

    def words_in(self, language: str) -> RuleWords:
        """The rule in a language, or in English."""
        words = dict(self.words)
        return words.get(language, words[ENGLISH])

    @property
    def is_about_children(self) -> bool:
        return self.age_groups == ("child",)


def read_partner_rules(file: Path) -> tuple[PartnerRule, ...]:
    """Rules from a TOML file (see partner_rules_of)."""
    return partner_rules_of(read_toml(file), str(file))


def partner_rules_of(content: Content, where: str) -> tuple[PartnerRule, ...]:
    """Rules from one table per rule, children's first, otherwise in the given order. Raises SettingRefused, which says
    where.
    """
    rules = [_rule(where, code, one) for code, one in content.items()]
    return tuple(sorted(rules, key=lambda rule: not rule.is_about_children))


def content_of_partner_rules(rules: tuple[PartnerRule, ...]) -> Content:
    """What partner_rules_of makes these rules of."""
    return {rule.code: _content_of(rule) for rule in rules}


def _content_of(rule: PartnerRule) -> Content:
    said = {name: value for name in (*_CODES, *_CODE) if (value := getattr(rule, name))}
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
    return {**listed, "after_days": rule.after_days, **{language: asdict(words) for language, words in rule.words}}


_CODES: Mapping[str, Collection[str]] = {
    "sectors": SECTORS,
    "age_groups": VICTIM_AGE_GROUPS,
    "investigation_phases": INVESTIGATION_PHASES,
    "offences": OFFENCES,
}
_CODE: Mapping[str, Collection[str]] = {
    "pause_reason": PAUSE_REASONS,
    "not_while": PAUSE_REASONS,
    "basis": get_args(Basis),
    "strength": get_args(Strength),
}
_NEEDED = ("sectors", "basis", "strength", *LANGUAGES)


def _rule(where: str, code: str, content: Any) -> PartnerRule:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code) or not isinstance(content, dict):
        raise SettingRefused(
            f"{where}: {code!r} is no rule; each is a table named by small letters, digits and _", "code"
        )
    known = {*_CODES, *_CODE, "after_days", *LANGUAGES}
    if strange := set(content) - known:
        raise SettingRefused(f"{where}: [{code}] has {sorted(strange)}; it may have {', '.join(sorted(known))}")
    if lacking := [name for name in _NEEDED if not content.get(name)]:
        raise SettingRefused(f"{where}: [{code}] lacks {', '.join(lacking)}", "lacks")
    _check_codes(where, code, content)
    said: dict[str, Any] = {name: content[name] for name in _CODE if name in content}
    listed: dict[str, Any] = {name: tuple(content[name]) for name in _CODES if name in content}
    words = tuple((language, _words(where, f"{code}.{language}", content[language])) for language in LANGUAGES)
    after_days = whole_number(f"{where}: [{code}] after_days", content.get("after_days"), MOST_DAYS, "days")
    return PartnerRule(code=code, after_days=after_days, words=words, **said, **listed)


def _check_codes(where: str, code: str, content: Mapping[str, Any]) -> None:
    for name in {*_CODES, *_CODE} & set(content):
        given, may_be = content[name], _CODES.get(name) or _CODE[name]
        ones = given if name in _CODES and isinstance(given, list) else [given]
        if not ones or not all(isinstance(one, str) and one in may_be for one in ones):
            raise SettingRefused(f"{where}: [{code}] {name} is {given!r}; it may be {', '.join(may_be)}")
        if name in _CODES and not isinstance(given, list):
            raise SettingRefused(f"{where}: [{code}] {name} is {given!r}; it is a list")


def _words(where: str, table: str, given: Any) -> RuleWords:
    names = [field.name for field in fields(RuleWords)]
    if not isinstance(given, dict) or set(given) != set(names):
        raise SettingRefused(f"{where}: [{table}] has to have {', '.join(names)}, and nothing else")
    if wordless := [name for name in names if not isinstance(given[name], str) or not given[name].strip()]:
        raise SettingRefused(f"{where}: [{table}] says nothing for {', '.join(wordless)}", "words")
    return RuleWords(**given)
