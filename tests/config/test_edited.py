"""An edit says what a file would: each setting that there can be comes back from its content; nonsense is refused."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.agenda import ITEMS, LONGEST_ADVANCE, LONGEST_TITLE, Agenda
from config.codes import (
    INVESTIGATION_PHASES,
    OFFENCES,
    PAUSE_REASONS,
    SECTORS,
    VICTIM_AGE_GROUPS,
)
from config.edited import KINDS, Kind, content_of, differences, edited
from config.languages import LANGUAGES
from config.partner_rules import PartnerRule, RuleWords
from config.pauses import PauseRule
from config.settings import read_settings
from config.targets import Targets
from config.toml_file import Fault, SettingRefused

SHIPPED = read_settings({})
DAYS = st.one_of(st.integers(1, 3650), st.floats(0.01, 3650))
SAID = st.text(min_size=1, max_size=LONGEST_TITLE).filter(lambda text: text == text.strip() != "")


def some(codes: Any, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*codes]), unique=True, min_size=least).map(tuple)


RULES = st.builds(
    PartnerRule,
    code=st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True),
    sectors=some(SECTORS, 1),
    after_days=st.integers(0, 3650),
    basis=st.sampled_from(("law", "practice")),
    strength=st.sampled_from(("missing", "to_consider")),
    words=st.tuples(*(st.tuples(st.just(one), st.builds(RuleWords, *[SAID] * 5)) for one in LANGUAGES)),
    age_groups=some(VICTIM_AGE_GROUPS),
    investigation_phases=some(INVESTIGATION_PHASES),
    offences=some(OFFENCES),
    pause_reason=st.sampled_from((None, *PAUSE_REASONS)),
    not_while=st.sampled_from((None, *PAUSE_REASONS)),
)
SETTINGS: Mapping[Kind, st.SearchStrategy[Any]] = {
    "targets": st.builds(Targets, DAYS, st.dictionaries(st.text(min_size=1), DAYS)),
    "partner_rules": st.lists(RULES, unique_by=lambda rule: rule.code).map(
        lambda rules: tuple(sorted(rules, key=lambda rule: not rule.is_about_children))
    ),
    "pause_rules": st.dictionaries(
        st.sampled_from(PAUSE_REASONS),
        st.builds(PauseRule, st.one_of(st.none(), some(SECTORS).map(frozenset)), some(SECTORS).map(frozenset)),
    ),
    "agenda": st.builds(
        Agenda,
        some(ITEMS, 1),
        st.integers(0, LONGEST_ADVANCE),
        st.dictionaries(st.sampled_from([*LANGUAGES]), SAID).map(lambda titles: tuple(titles.items())),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_whatever_setting_there_is_comes_back_from_what_is_kept_of_it(kind: Kind, data: st.DataObject) -> None:
    before = replace(SHIPPED, **{kind: data.draw(SETTINGS[kind])})
    kept = json.loads(json.dumps(content_of(before, kind), allow_nan=False))
    assert edited(SHIPPED, {kind: kept}) == before
    assert content_of(edited(SHIPPED, {kind: kept}), kind) == kept


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_files_say_comes_back_too(kind: Kind) -> None:
    assert edited(SHIPPED, {kind: content_of(SHIPPED, kind)}) == SHIPPED


def without(content: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in keys}


CODE = "social_services_for_children"
RULE = content_of(SHIPPED, "partner_rules")[CODE]


@pytest.mark.parametrize(
    ("kind", "content", "fault"),
    [
        ("targets", {"default_days": 0}, "days"),
        ("targets", {"days": {"POL": 3651}}, "days"),
        ("partner_rules", {"A rule": RULE}, "code"),
        ("partner_rules", {"x": without(RULE, "sectors")}, "lacks"),
        ("partner_rules", {"x": {**RULE, "after_days": -1}}, "days"),
        ("partner_rules", {"x": {**RULE, "fi": {**RULE["fi"], "name": " "}}}, "words"),
        ("agenda", {"items": []}, "items"),
        ("agenda", {"advance_seconds": 3601}, "seconds"),
        ("agenda", {"title": {"en": "x" * 61}}, "title"),
        ("pause_rules", {"recovery": {"sectors": ["polce"]}}, None),
    ],
)
def test_nonsense_is_refused_and_it_is_known_what_it_is_about(kind: Kind, content: Any, fault: Fault | None) -> None:
    with pytest.raises(SettingRefused, match=f"the edited {kind}") as refused:
        edited(SHIPPED, {kind: content})
    assert refused.value.fault == fault


def test_what_differs_is_found_wherever_it_is() -> None:
    before = {"default_days": 7, "days": {"A": 1, "B": 2}}
    after = {"default_days": 8, "days": {"B": 2, "C": 3}}
    assert differences(before, after) == [("default_days", 7, 8), ("days.A", 1, None), ("days.C", None, 3)]
    assert differences(before, before) == []
