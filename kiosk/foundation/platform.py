# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place that knows which operating system it runs on.

POSIX-only and Windows-only calls live here; every other module is portable.
"""

from __future__ import annotations

import sys
import uuid
from functools import lru_cache
from pathlib import Path

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@lru_cache(maxsize=1)
def boot_identity() -> str:
    """Return a text that changes at each boot; at each start where the system has none."""
    if sys.platform.startswith("linux") and _LINUX_BOOT_ID.is_file():
        return _LINUX_BOOT_ID.read_text(encoding="ascii").strip()
    return str(uuid.uuid4())
