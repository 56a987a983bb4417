# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migrations, in the order of their names; they only go forward."""

from __future__ import annotations

import pkgutil


def before(revision: str) -> str:
    """Return the name of the migration before one."""
    return max(module.name for module in pkgutil.iter_modules(__path__) if module.name < revision)
