"""Partner rules: those shipped, and what is refused."""

from pathlib import Path

import pytest

from config.languages import LANGUAGES
from config.partner_rules import read_partner_rules
from config.settings import read_settings
from config.toml_file import HOME, SettingRefused

SHIPPED = HOME / "config" / "partner_rules.toml"
WORDS = "\n".join(
    f'[a_rule.{language}]\nname = "n"\none = "o"\nmore = "m"\nnext_step = "s"\nsource = "c"' for language in LANGUAGES
)
RULE = '[a_rule]\nsectors = ["social"]\nafter_days = 7\nbasis = "law"\nstrength = "missing"\n'


def written(folder: Path, content: str) -> Path:
    file = folder / "rules.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_the_rules_shipped_are_those_of_the_definitions_children_first() -> None:
    found = {
        rule.code: (rule.sectors, rule.age_groups, rule.basis, rule.strength, rule.not_while, rule.pause_reason)
        for rule in read_partner_rules(SHIPPED)
    }
    assert found == {
        "social_services_for_children": (("social",), ("child",), "law", "missing", None, None),
        "forensic_psychiatry_for_children": (
            ("forensic_psychiatry",),
            ("child",),
            "practice",
            "to_consider",
            None,
            None,
        ),
        "victim_support": (("ngo", "assistance_system"), (), "practice", "missing", "consent", None),
        "health_care_in_recovery": (("health",), (), "practice", "missing", None, "recovery"),
    }
    assert list(found)[:2] == ["social_services_for_children", "forensic_psychiatry_for_children"]


def test_forensic_psychiatry_is_to_be_considered_while_a_sexual_or_violent_offence_is_investigated() -> None:
    [rule] = [rule for rule in read_partner_rules(SHIPPED) if rule.code == "forensic_psychiatry_for_children"]
    assert rule.investigation_phases == ("pre_trial",)
    assert rule.offences == ("sexual", "violent")


def test_an_installation_may_have_rules_of_its_own(tmp_path: Path) -> None:
    settings = read_settings({"SAUMATON_PARTNER_RULES_FILE": str(written(tmp_path, RULE + WORDS))})
    assert [rule.code for rule in settings.partner_rules] == ["a_rule"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (RULE.replace('["social"]', '["socail"]'), "sectors is .*social"),
        (RULE.replace('["social"]', '"social"'), "it is a list"),
        (RULE.replace('sectors = ["social"]', "sectors = []"), "lacks sectors"),
        (RULE.replace("7", "-1"), "whole number from 0"),
        (RULE.replace("7", "true"), "whole number from 0"),
        (RULE.replace("7", "7.5"), "whole number from 0"),
        (RULE.replace("after_days = 7\n", ""), "after_days is None"),
        (RULE.replace('"law"', '"custom"'), "basis is 'custom'; it may be law, practice"),
        (RULE.replace('strength = "missing"\n', ""), "lacks strength"),
        (RULE + 'age_groups = ["infant"]\n', "age_groups is"),
        (RULE + 'investigation_phases = ["over"]\n', "investigation_phases is"),
        (RULE + 'offences = [["sexual"]]\n', "offences is"),
        (RULE + 'pause_reason = "holiday"\n', "pause_reason is"),
        (RULE + 'not_while = ["consent"]\n', "not_while is"),
        (RULE + 'sector = "social"\n', r"has \['sector'\]"),
        (RULE.replace("a_rule", '"A rule"'), "is no rule"),
        ("a_rule = 7\n", "is no rule|cannot be read"),
    ],
)
def test_it_refuses_a_rule_that_makes_no_sense(changed: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match=f"(?s)rules.toml.*({said})"):
        read_partner_rules(written(tmp_path, changed + WORDS))


@pytest.mark.parametrize(
    "words",
    [
        WORDS.replace('name = "n"', 'name = ""'),
        WORDS.replace('name = "n"', "name = 1"),
        WORDS.replace('one = "o"\n', ""),
        WORDS.replace('one = "o"', 'one = "o"\nten = "o"'),
        WORDS.replace("a_rule.sv", "a_rule.de"),
    ],
)
def test_it_refuses_a_rule_without_its_words_in_each_language(words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match=r"rules\.toml"):
        read_partner_rules(written(tmp_path, RULE + words))


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="cannot be read"):
        read_partner_rules(tmp_path / "nothing.toml")
