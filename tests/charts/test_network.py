"""The network: fixed places, the strongest links of each node, and what stands out."""

from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.network import MARK, WIDTHS, Link, Node, network, places, strongest

CODES = "abcdefg"
LINKS = st.lists(
    st.tuples(st.sampled_from(CODES), st.sampled_from(CODES), st.floats(0.001, 1)), unique_by=lambda one: one[:2]
)


def links(drawn: list[tuple[str, str, float]]) -> list[Link]:
    return [Link(one, other, share, f"{one}{other}") for one, other, share in drawn if one < other]


@given(st.lists(st.sampled_from(CODES), unique=True))
def test_the_same_nodes_stand_in_the_same_places_on_a_ring(codes: list[str]) -> None:
    found = places(codes)
    assert found == places(codes)
    assert all(hypot(*place) == pytest.approx(1) for place in found.values())
    assert len(set(found.values())) == len(codes)


@settings(max_examples=60)
@given(LINKS)
def test_every_node_keeps_its_strongest_links_and_no_link_is_kept_for_nothing(
    drawn: list[tuple[str, str, float]],
) -> None:
    every = links(drawn)
    kept = strongest(every, of_each=2)
    order = sorted(every, key=lambda link: (-link.share, link.one, link.other))
    best = {code: [link for link in order if code in (link.one, link.other)][:2] for code in CODES}
    assert kept == [link for link in order if link in best[link.one] or link in best[link.other]]


def test_a_chosen_node_stands_out_with_all_its_links_and_lies_on_top() -> None:
    nodes = [Node(code, code, 0.5, code) for code in CODES]
    weak = Link("a", "g", 0.01, "weak")
    strong = [Link(one, other, 0.4, one + other) for one, other in ("ab", "ac", "ad", "eg", "fg", "dg")]
    plain = network(nodes, [*strong, weak], None, "alt").values
    assert list(plain.columns) == list(MARK)
    assert set(plain["tone"]) == {"plain"}
    assert "weak" not in set(plain["words"])
    chosen = network(nodes, [*strong, weak], "a", "alt").values
    tones = dict(zip(chosen["words"], chosen["tone"], strict=True))
    assert tones["weak"] == tones["ab"] == tones["a"] == "chosen"
    assert tones["eg"] == tones["e"] == "faint"
    assert tones["b"] == "plain"
    of_links = chosen[chosen["kind"] == "link"]
    assert list(of_links["tone"])[-4:] == ["chosen"] * 4


def test_there_are_five_widths() -> None:
    shares = (0.01, 0.05, 0.1, 0.2, 0.3, 0.9)
    nodes = [Node(code, code, 0.5, code) for code in CODES]
    found = network(nodes, [Link("a", code, share, "") for code, share in zip("bcdefg", shares, strict=True)], "a", "")
    widths = found.values[found.values["kind"] == "link"]["width"]
    assert sorted(widths) == [*WIDTHS, WIDTHS[-1]]
