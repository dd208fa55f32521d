"""What a role is made of: the first rule that holds, and nothing where none does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.sign_in import ClaimMapping, RoleRule
from screen.sign_in.claims import NotAdmitted, arrival_of, values_of
from store.own.identities import Arrival
from store.own.users import is_user_name

RULES = (
    RoleRule("groups", "coordination", "coordination"),
    RoleRule("groups", "police", "agency", agency="SYL"),
    RoleRule("groups", "agency", "agency", agency_claim="organisation"),
    RoleRule("realm_access.roles", "ministry", "ministry", ministry_claim="ministry"),
)
MAPPING = ClaimMapping("sub", "preferred_username", "name", RULES)
AINO = {"sub": "248289", "preferred_username": "Aino.Virtanen", "name": "Aino Virtanen"}
TEXTS = st.text(st.characters() | st.sampled_from("\ud800\0"), max_size=12)  # JSON may bring both
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from(["coordination", "police"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NAMES = ["sub", "preferred_username", "name", "groups", "organisation", "realm_access", "ministry"]


def come(**more: Any) -> Arrival:
    return arrival_of("oidc", AINO | more, MAPPING, "https://login.example.fi")


def test_somebody_comes_with_the_name_of_the_other_system_and_a_role_of_ours() -> None:
    arrival = come(groups=["staff", "coordination"])
    subject = "https://login.example.fi 248289"
    assert arrival == Arrival("oidc", subject, "aino.virtanen", "Aino Virtanen", "coordination")


@pytest.mark.parametrize(
    ("more", "role", "unit"),
    [
        ({"groups": "police"}, "agency", "SYL"),
        ({"groups": ["agency"], "organisation": "POL"}, "agency", "POL"),
        ({"groups": ["agency"], "organisation": ["POL"]}, "agency", "POL"),
        ({"groups": ["agency", "police"], "organisation": "POL"}, "agency", "SYL"),
        ({"realm_access": {"roles": ["ministry"]}, "ministry": "MOI"}, "ministry", "MOI"),
        ({"realm_access.roles": "ministry", "ministry": "MOI"}, "ministry", "MOI"),
    ],
)
def test_the_first_rule_that_holds_gives_the_role(more: dict[str, Any], role: str, unit: str) -> None:
    arrival = come(**more)
    assert (arrival.role, arrival.agency or arrival.ministry) == (role, unit)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"groups": []},
        {"groups": "coordination police"},
        {"groups": "Coordination"},
        {"groups": {"coordination": True}},
        {"groups": ["agency"]},
        {"groups": ["agency"], "organisation": ["POL", "SYL"]},
        {"groups": ["agency"], "organisation": ""},
        {"realm_access": ["ministry"], "ministry": "MOI"},
    ],
)
def test_without_a_rule_that_holds_nobody_gets_in(more: dict[str, Any]) -> None:
    with pytest.raises(NotAdmitted) as refused:
        come(**more)
    assert (refused.value.fault, refused.value.who) == ("no_role", "aino.virtanen")


@pytest.mark.parametrize(
    "more",
    [
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 256},
        {"sub": ["1", "2"]},
        {"sub": "1\ud800"},
        {"sub": "1\0"},
        {"preferred_username": None},
        {"preferred_username": ["aino", "olli"]},
        {"preferred_username": "aino virtanen"},
        {"preferred_username": "-aino"},
        {"preferred_username": "x" * 65},
    ],
)
def test_without_a_name_that_can_be_one_here_nobody_gets_in(more: dict[str, Any]) -> None:
    with pytest.raises(NotAdmitted) as refused:
        come(groups="coordination", **more)
    assert (refused.value.fault, refused.value.who) == ("no_name", "")


@pytest.mark.parametrize("name", [None, "", " ", ["a", "b"], "Aino \ud800", "Aino\0"])
def test_who_has_no_name_to_greet_with_is_greeted_with_the_user_name(name: Any) -> None:
    assert come(groups="coordination", name=name).name == "aino.virtanen"


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_whatever_is_said_gives_the_role_of_the_first_rule_that_holds_alone(claims: dict[str, Any]) -> None:
    found, alone = told(claims, RULES), [told(claims, (rule,)) for rule in RULES]
    admitted = [one for one in alone if isinstance(one, Arrival)]
    if isinstance(found, Arrival):
        assert found == admitted[0]
        assert is_user_name(found.user_name)
        assert (bool(found.agency), bool(found.ministry)) == (found.role == "agency", found.role == "ministry")
        assert any(rule.value in str(claims) for rule in RULES if rule.role == found.role)
    else:
        assert not admitted
        assert found in {"no_name", "no_role"}


def told(claims: dict[str, Any], rules: tuple[RoleRule, ...]) -> Arrival | str:
    """Who comes by these rules, or why nobody does."""
    try:
        return arrival_of("oidc", claims, replace(MAPPING, roles=rules))
    except NotAdmitted as refused:
        return refused.fault


@given(ANYTHING | st.lists(TEXTS))
def test_a_claim_has_texts_whatever_it_is(value: Any) -> None:
    for one in values_of({"claim": value}, "claim"):
        assert one.encode()
        assert "\0" not in one
    assert values_of({"claim": value}, "other") == []
