"""Partner rules, pauses and the agenda on the page of settings: an edit holds; what makes no sense is refused."""

import pytest

from config.agenda import ITEMS, Agenda
from config.edited import KINDS
from config.pauses import PauseRule
from config.vocabulary import codes
from screen.frame import services
from tests.screen.sections.settings.settings_page import field, keep, opened
from tests.screen.visits import Installation, Visitor

pytestmark = pytest.mark.usefixtures("settings_page")
CODE = "social_services_for_children"
NAMES = {"en": "No customs", "fi": "Ei tullia", "sv": "Ingen tull"}


def logged(installation: Installation) -> list[str]:
    return [one["scope"] for one in installation.entries("setting_changed")]


def test_every_kind_has_its_words() -> None:
    assert codes("editable_settings") == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("installation")
def test_a_page_that_was_opened_changes_nothing(kind: str) -> None:
    assert "Nothing differs from what holds now." in opened(kind=kind).html


def test_a_rule_is_changed(installation: Installation) -> None:
    visitor = opened(kind="partner_rules")
    field(visitor, f"-{CODE}-days").set_value(3)
    field(visitor, f"-{CODE}-sectors").set_value(["social", "health"])
    html = visitor.again().html
    assert all(words in html for words in ("7 days", "3 days", "Social services, Health care", "Missing partner"))
    assert "This is saved" in keep(visitor)
    [rule] = [rule for rule in services.settings_in_force().partner_rules if rule.code == CODE]
    assert (rule.after_days, rule.sectors) == (3, ("social", "health"))
    assert logged(installation) == [
        f"partner_rules: {CODE}.sectors social → social health; {CODE}.after_days 7 → 3",
    ]


@pytest.mark.usefixtures("installation")
def test_words_of_a_rule_change_no_figure() -> None:
    visitor = opened(kind="partner_rules")
    assert "These figures rest on it" not in visitor.html
    field(visitor, f"-{CODE}-en-name").set_value("Another name")
    html = visitor.again().html
    assert "No figure changes: only the words of a rule differ." in html
    assert "These figures rest on it" not in html
    field(visitor, f"-{CODE}-days").set_value(3)
    assert "These figures rest on it" in visitor.again().html


def test_a_rule_is_taken_out_and_comes_back(installation: Installation) -> None:
    visitor, before = opened(kind="partner_rules"), services.settings().partner_rules
    field(visitor, f"-{CODE}-out").set_value(True)
    visitor.again()
    assert "This is saved" in keep(visitor)
    assert [rule.code for rule in services.settings_in_force().partner_rules] == [
        rule.code for rule in before if rule.code != CODE
    ]
    [back] = [one for one in visitor.app.button if str(one.key) == "settings-back-partner_rules-0"]
    back.click().run()
    assert "This is saved" in keep(visitor)
    assert services.settings_in_force().partner_rules == before
    assert len(logged(installation)) == 2


def new_rule(visitor: Visitor, **left_out: str) -> Visitor:
    """Type a new rule, but for some of its fields."""
    field(visitor, "-rule").set_value("")
    visitor.again()
    field(visitor, "--code").set_value(left_out.get("code", "customs"))
    if "sectors" not in left_out:
        field(visitor, "--sectors").set_value(["customs"])
    for language, name in NAMES.items():
        for text in ("name", "one", "more", "next_step", "source"):
            field(visitor, f"--{language}-{text}").set_value(left_out.get(text, name))
    return visitor.again()


@pytest.mark.usefixtures("installation")
def test_a_new_rule_stands_at_the_end() -> None:
    visitor = new_rule(opened(kind="partner_rules"))
    assert "This is saved" in keep(visitor)
    *_others, rule = services.settings_in_force().partner_rules
    assert (rule.code, rule.sectors, rule.basis, rule.strength) == ("customs", ("customs",), "practice", "missing")
    assert rule.words_in("sv").name == "Ingen tull"


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({"code": "Customs rule"}, "A short name begins with a letter"),
        ({"sectors": ""}, "Choose at least one sector."),
        ({"next_step": " "}, "Write every text in all languages."),
    ],
)
def test_a_new_rule_that_makes_no_sense_is_refused(
    installation: Installation, left_out: dict[str, str], words: str
) -> None:
    visitor = new_rule(opened(kind="partner_rules"), **left_out)
    assert words in visitor.html
    assert words in keep(visitor)
    assert services.settings_in_force() == services.settings()
    assert installation.entries("refused") == [], "a slip is none"


@pytest.mark.usefixtures("installation")
def test_a_short_name_that_is_taken_is_told() -> None:
    assert "A rule with this short name already exists" in new_rule(opened(kind="partner_rules"), code=CODE).html


def test_pauses_stop_other_clocks(installation: Installation) -> None:
    visitor = opened(kind="pause_rules")
    field(visitor, "-recovery-sectors").set_value(["police"])
    field(visitor, "-other-all").set_value(True)
    visitor.again()
    field(visitor, "-other-never").set_value(["social"])
    html = visitor.again().html
    assert all(words in html for words in ("Other reason", "all sectors", "Waiting time"))
    assert "This is saved" in keep(visitor)
    rules = services.settings_in_force().pause_rules
    assert rules == {
        **services.settings().pause_rules,
        "recovery": PauseRule(frozenset(["police"])),
        "other": PauseRule(None, frozenset(["social"])),
    }
    assert services.replica().settings.pause_rules != rules
    services.replica().refresh()
    assert services.replica().settings.pause_rules == rules
    assert len(logged(installation)) == 1


@pytest.mark.usefixtures("installation")
def test_the_agenda_gets_another_order_and_a_name() -> None:
    visitor = opened(kind="agenda")
    field(visitor, "-items").set_value(["regions", "agreed_actions"])
    field(visitor, "-seconds").set_value(90)
    field(visitor, "-title-fi").set_value(" Keskiviikon kokous ")
    assert "A meeting that is open keeps its items" in visitor.again().html
    assert "This is saved" in keep(visitor)
    expected = Agenda(("regions", "agreed_actions"), 90, (("fi", "Keskiviikon kokous"),))
    assert services.settings_in_force().agenda == expected


@pytest.mark.usefixtures("installation")
def test_an_agenda_without_an_item_is_refused() -> None:
    visitor = opened(kind="agenda")
    field(visitor, "-items").set_value([])
    visitor.again()
    assert "Choose at least one item." in keep(visitor)
    assert services.settings_in_force().agenda.items == ITEMS
