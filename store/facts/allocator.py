"""What becomes of memory that an answer freed: it stays for the next one."""

import ctypes
import sys

KEPT_BYTES = 256 * 2**20
_M_TRIM_THRESHOLD = -1  # as in malloc.h


def keep_freed_memory() -> bool:
    """Let the C library keep what is freed, up to KEPT_BYTES, instead of giving it back to the system at once: mapping
    it anew is a tenth of the time that a long answer takes. See mallopt(3).

    Returns whether it took this in; where there is no such setting (not glibc), nothing changes.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(mallopt and mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES))
