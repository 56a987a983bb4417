# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two kiosks, one post and a server as processes, cut, killed and started again at random.

The plan is drawn from a seed, told with every failure; `BOOKING_STORM_SEED` plays it again and
`BOOKING_STORM_S` lets it last longer.
"""

from __future__ import annotations

import os
import secrets
from contextlib import closing

import pytest

from tests.support.booking_plan import DAY_COMES, Plan, Reckoning
from tests.support.booking_storm import StormTown
from tests.support.postgres import PostgresCluster

SECONDS = float(os.environ.get("BOOKING_STORM_S", "12"))
N_STEPS = int(SECONDS * 25)


@pytest.fixture(scope="module")
def postgres():
    cluster = PostgresCluster()
    yield cluster
    cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request, tmp_path):
    seed = int(os.environ.get("BOOKING_STORM_SEED", "0")) or secrets.randbelow(1 << 31)
    print(f"BOOKING_STORM_SEED={seed}")
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    one = StormTown(tmp_path, url, seed)
    yield one
    one.close()


def test_every_ticket_is_honoured_or_in_a_visible_case_after_a_storm(town):
    """Deux bornes, un poste, un serveur : coupures et morts au hasard, aucun billet perdu."""
    plan = Plan(town)
    plan.play(SECONDS * 0.4, N_STEPS)
    plan.disaster()
    plan.play(SECONDS * 0.4, N_STEPS)
    plan.play(SECONDS * 0.2, N_STEPS // 4, DAY_COMES)

    held = town.calm()
    with closing(town.open_city()) as city:
        wrong = Reckoning(town, city, held).found()

    n_deaths = sum(machine.n_deaths for machine in town.machines.values())
    print(
        f"{len(town.told.log)} steps, {len(town.told.tickets)} tickets, {n_deaths} machines and "
        f"{town.n_server_deaths} servers killed, {town.n_cuts} cuts"
    )
    assert not wrong, "\n".join([*wrong, "What happened:", *town.told.log])
    assert town.told.tickets
