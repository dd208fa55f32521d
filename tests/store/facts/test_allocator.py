"""Memory that an answer freed is kept where the C library can."""

import platform

from store.facts.allocator import keep_freed_memory


def test_it_is_kept_on_glibc_and_elsewhere_nothing_happens() -> None:
    assert keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
