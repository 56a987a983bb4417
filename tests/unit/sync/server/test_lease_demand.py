# SPDX-License-Identifier: AGPL-3.0-or-later
"""The share that is shipped serves people without network, and loses few times."""

from __future__ import annotations

from pathlib import Path

from sync.server.config import ServerSettings
from tests.support.lease_demand import lived

SHIPPED = ServerSettings(folder=Path()).lease_share


def test_the_share_shipped_confirms_people_at_once_during_outages():
    year = lived(1, share=SHIPPED, load=0.95, outage=0.10, n_days=40)

    assert year.n_offline > 20
    assert year.n_offline_at_once >= 0.97 * year.n_offline
    assert year.n_lost <= 0.04 * year.n_slots


def test_without_rights_nobody_is_confirmed_without_network():
    year = lived(1, share=0.0, load=0.95, outage=0.10, n_days=40)

    assert (year.n_offline_at_once, year.n_lost) == (0, 0)


def test_without_outages_no_time_is_lost():
    year = lived(1, share=SHIPPED, load=0.95, outage=0.0, n_days=20)

    assert (year.n_offline, year.n_lost) == (0, 0)
