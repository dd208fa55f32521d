"""Who meets whom as a network: nodes in fixed places on a ring, the strongest links between them in five widths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.joint_matrix import STEPS_FROM
from charts.pieces import FULL, SAID, clickable, of_kind, where

CLICKED = "node"
STRONGEST = 3  # so many links a node has at least, if it has any
WIDTHS = (1, 1.75, 3, 4.5, 6.5)
MARK = ("kind", "code", "name", "x", "y", "x2", "y2", "width", "tone", "side", "size", "words")

Tone = Literal["plain", "chosen", "faint"]


@dataclass(frozen=True)
class Node:
    """A node: its code and name, its share (of the cases, 0 to 1), and the tooltip, a sentence."""

    code: str
    name: str
    share: float
    words: str


@dataclass(frozen=True)
class Link:
    """A link between two nodes, by code: the share of the cases in which both are, and the tooltip, a sentence."""

    one: str
    other: str
    share: float
    words: str


def network(nodes: Sequence[Node], links: Sequence[Link], chosen: str | None, description: str) -> Recipe:
    """The ring, clockwise from the top; a click on a node selects it (parameter CLICKED, field code). A node that is
    chosen stands out with all of its links.
    """
    place = places([node.code for node in nodes])
    own = [link for link in links if chosen in (link.one, link.other)]
    marks = [_link(link, place, chosen) for link in dict.fromkeys([*strongest(links), *own])]
    # those that stand out lie over the others
    marks.sort(key=lambda mark: (mark["tone"] != "faint", mark["tone"] == "chosen", mark["width"]))
    near = set(place) if chosen is None else {end for link in own for end in (link.one, link.other)}
    tones: dict[str, Tone] = {
        code: "chosen" if code == chosen else "plain" if code in near else "faint" for code in place
    }
    marks += [_node(node, place[node.code], tones[node.code]) for node in nodes]
    return Recipe(_chart, pd.DataFrame(marks, columns=list(MARK)), description)


def places(codes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where each node stands on the ring of radius 1: the same codes stand in the same places."""
    turn = 2 * pi / max(len(codes), 1)
    return {code: (round(sin(turn * n), 6), round(cos(turn * n), 6)) for n, code in enumerate(codes)}


def strongest(links: Sequence[Link], of_each: int = STRONGEST) -> list[Link]:
    """Those links that are among the strongest of either of their nodes; links alike go by code."""
    ordered = sorted(links, key=lambda link: (-link.share, link.one, link.other))
    kept: list[Link] = []
    for code in dict.fromkeys(end for link in ordered for end in (link.one, link.other)):
        kept += [link for link in ordered if code in (link.one, link.other)][:of_each]
    return [link for link in ordered if link in kept]


def _link(link: Link, place: Mapping[str, tuple[float, float]], chosen: str | None) -> dict[str, Any]:
    (x, y), (x2, y2) = place[link.one], place[link.other]
    tone: Tone = "plain" if chosen is None else "chosen" if chosen in (link.one, link.other) else "faint"
    width = WIDTHS[sum(round(100 * link.share) >= edge for edge in STEPS_FROM)]
    return {"kind": "link", "x": x, "y": y, "x2": x2, "y2": y2, "width": width, "tone": tone, "words": link.words}


def _node(node: Node, place: tuple[float, float], tone: Tone) -> dict[str, Any]:
    x, y = place
    side = f"middle {'up' if y > 0 else 'down'}" if abs(x) < 0.15 else "right" if x > 0 else "left"
    said = {"code": node.code, "name": node.name, "words": node.words}
    return {"kind": "node", "x": x, "y": y, "tone": tone, "side": side, "size": 60 + 540 * node.share, **said}


def _chart(colours: Palette) -> alt.TopLevelMixin:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-2, 2], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.14, 1.14], nice=False))
    nodes = of_kind("node").encode(x=x, y=y)
    pointed = clickable(nodes.mark_point(size=700, filled=True, opacity=0, cursor="pointer"), CLICKED, "code")
    layers = (*_links(x, y, colours), *_circles(nodes, colours), *_names(nodes, colours), pointed)
    return alt.layer(*layers).properties(width="container", height=430)


def _links(x: alt.X, y: alt.Y, colours: Palette) -> Iterator[alt.Chart]:
    for tone, colour in {"faint": colours.grid, "plain": colours.steps[2], "chosen": colours.selected}.items():
        link = where(f"datum.kind == 'link' && datum.tone == '{tone}'")
        ends = link.mark_rule(color=colour, opacity=1, strokeCap="round").encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        yield ends.encode(strokeWidth=alt.StrokeWidth("width:Q", scale=None), tooltip=SAID)


def _circles(nodes: alt.Chart, colours: Palette) -> Iterator[alt.Chart]:
    for tone, colour in {"faint": colours.steps[1], "plain": colours.data, "chosen": colours.selected}.items():
        of_tone = nodes.transform_filter(f"datum.tone == '{tone}'").encode(size=alt.Size("size:Q", scale=None))
        yield of_tone.mark_point(shape="circle", color=colour, stroke=colours.page, **FULL)


def _names(nodes: alt.Chart, colours: Palette) -> Iterator[alt.Chart]:
    """A name stands outside the ring; that of the chosen node is bold."""
    sides: dict[str, dict[str, Any]] = {
        "left": {"align": "right", "dx": -16},
        "right": {"align": "left", "dx": 16},
        "middle up": {"align": "center", "dy": -20},
        "middle down": {"align": "center", "dy": 20},
    }
    weight = alt.expr("datum.tone == 'chosen' ? 700 : 400")
    for side, beside in sides.items():
        of_side = nodes.transform_filter(f"datum.side == '{side}'")
        text = of_side.mark_text(baseline="middle", color=colours.ink, limit=300, fontWeight=weight, **beside)
        yield text.encode(text="name:N")
