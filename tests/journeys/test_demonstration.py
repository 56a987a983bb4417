# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration as `./dev run` makes it: real processes, real codes, a network that is cut."""

from __future__ import annotations

import socket

import pytest

from tests.demo.processes import VerbFailedError, verb
from tests.demo.town import DemoTown


def push(folder):
    return verb("sync", "--data", str(folder), "push")


@pytest.mark.timeout(120)
def test_a_town_opens_again_on_other_ports_with_the_machine_it_had(tmp_path):
    """On ouvre la démonstration, on coupe, on rétablit ; demain, les ports sont pris : elle va."""
    with DemoTown(tmp_path / "demo") as town:
        folder = town.machine("borne", sessions=3)
        town.cut()
        with pytest.raises(VerbFailedError, match="pas joignable"):
            push(folder)
        town.restore()
        assert "en attente : 0" in push(folder)
        taken = [int(url.rpartition(":")[2]) for url in (town.server_url, town.network_url)]

    again = DemoTown(tmp_path / "demo")
    assert not again.is_new
    with socket.socket() as blocker:
        blocker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        blocker.bind(("127.0.0.1", taken[1]))
        blocker.listen()
        with again:
            assert again.network_url.rpartition(":")[2] != str(taken[1])
            assert again.machine("borne") == folder
            assert "en attente : 0" in push(folder)


@pytest.mark.timeout(120)
def test_a_second_machine_joins_the_town_that_runs_and_leaves_it_as_it_was(tmp_path):
    """On ouvre la borne, puis le poste à côté : une seule ville, aux mêmes adresses."""
    folder = tmp_path / "demo"
    with DemoTown(folder) as town:
        ports = (folder / "ports.json").read_bytes()
        with DemoTown(folder) as beside:
            assert beside.is_joined
            assert (beside.server_url, beside.network_url) == (town.server_url, town.network_url)
            post = beside.machine("poste", "poste")
            town.cut()
        with DemoTown(folder):
            assert town.cut_file.exists()
        town.restore()

        assert (folder / "ports.json").read_bytes() == ports
        assert "en attente : 0" in push(post)
        assert not town.is_joined
