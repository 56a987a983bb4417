# SPDX-License-Identifier: AGPL-3.0-or-later
"""A disk without room, as the system tells of one."""

from __future__ import annotations

import resource
from contextlib import contextmanager


@contextmanager
def no_file_beyond(n_bytes):
    """Let no file grow further: the system answers as it does for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
