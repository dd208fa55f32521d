"""A choice among a few things that lie side by side."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

Code = TypeVar("Code", bound=str)


def one_of(label: str, names: Mapping[Code, str], key: str, default: Code | None = None) -> Code:
    """Draw one button for each name and give the code of the one that is pressed: always one, at first `default`, or
    else the first. The label is read aloud alone.
    """
    return st.segmented_control(
        label,
        list(names),
        default=default or next(iter(names)),
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        required=True,
    )
