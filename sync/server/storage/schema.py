# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every table of the city server shares; the city leads every key.

More cities are thus a matter of deployment. Times are whole seconds since 1970 (UTC), days ISO
texts of Paris, cells 5-minute steps since 1970. No foreign key crosses two cities: every one of
them contains the city.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, MetaData, String

NAMING: Final = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}
metadata = MetaData(naming_convention=NAMING)


def city_column() -> Column[str]:
    """Return the column that leads every key."""
    return Column("city", String(16), nullable=False)


def text_column(name: str, length: int = 64, *, default: str | None = None) -> Column[str]:
    """Return a text that is always there."""
    return Column(name, String(length), nullable=False, server_default=default)


def time_column(name: str, *, nullable: bool = False) -> Column[int]:
    """Return a time in whole seconds since 1970 (UTC)."""
    return Column(name, BigInteger, nullable=nullable)
