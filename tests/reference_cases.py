"""Worked cases with figures from independent packages (see reference/README.md), and how to compare."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Case:
    name: str
    input: dict[str, Any]
    expected: dict[str, Any]
    tolerance: float


def cases(file: str, kind: str | None = None) -> list[Case]:
    """The cases of a file, such as "survival"; with a kind, only those whose input is of that kind."""
    every = json.loads((_FOLDER / f"{file}.json").read_text(encoding="utf-8"))["cases"]
    of_kind = [case for case in every if kind is None or case["input"].get("kind") == kind]
    assert of_kind, f"{file}.json holds no case of kind {kind}"
    return [Case(case["name"], case["input"], case["expected"], case["tolerance"]) for case in of_kind]


def assert_agrees(actual: object, expected: object, tolerance: float) -> None:
    """Fractions agree within tolerance · max(1, |expected|), all else exactly, in any nesting."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict)
        assert actual.keys() == expected.keys()
        for key, value in expected.items():
            assert_agrees(actual[key], value, tolerance)
    elif isinstance(expected, list):
        assert isinstance(actual, list | tuple)
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            assert_agrees(one, other, tolerance)
    elif isinstance(expected, float):
        assert isinstance(actual, int | float)
        assert actual == pytest.approx(expected, rel=0, abs=tolerance * max(1, abs(expected)))
    else:
        assert actual == expected
