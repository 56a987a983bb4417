# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city that publishes a small content, and the cable between it and a machine."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from kiosk.foundation.errors import CityUnreachable
from sync.client.content import ContentFetcher, FetchOutcome
from sync.client.transport import Answer
from sync.server.content_shelf import announce, shelf_of, signer_of, trust_of
from sync.wire_form import MAX_RANGE_BYTES
from tests.support.packs import (
    KEPT,
    pack_of,
    small_content,
)

SCAN = KEPT[0]
FIRST, SECOND = "2026.12.1", "2026.12.2"
SOUND = f"{SCAN}/sons/fr/accueil.opus"


@dataclass
class Cable:
    """The network between a machine and the city: counts, and may be pulled out."""

    city: object
    asked: list[tuple[str, int]] = field(default_factory=list)
    holds: int = 10**9
    portal: bool = False

    def __call__(self, url):
        self.way = self.city.transport(url)
        return self

    def get_range(self, path, first, n_bytes):
        if self.holds <= 0:
            raise CityUnreachable("cut")
        self.holds -= 1
        self.asked.append((path.rpartition("/")[2], first))
        if self.portal:
            return Answer(200, "text/html", b"<html>Bienvenue</html>")
        return self.way.get_range(path, first, n_bytes)


def content(tmp_path, version, title):
    root = small_content(tmp_path, version, title=title)
    sound = root / SOUND
    sound.parent.mkdir(parents=True)
    sound.write_bytes(random.Random(5).randbytes(2 * MAX_RANGE_BYTES + 100))
    return root


def publish(city, root, version):
    path = root.parent / f"{version}.sixpack"
    pack_of(root, signer_of(city.city), path, version)
    one = shelf_of(city.city).publish(path, trust_of(city.city))
    announce(city.city)
    return one


def fetch_all(kiosk, cable):
    """Fetch as the terminal does, until the pack is here or nothing moves."""
    fetcher = ContentFetcher(kiosk, cable)
    wanted = fetcher.wanted()
    if wanted is None:
        return None
    for _ in range(50):
        report = fetcher.fetch(wanted)
        fetcher.settle(report)
        if report.outcome is not FetchOutcome.MORE:
            return report.outcome
    raise AssertionError("the download never ends")


def title_of(kiosk):
    return {one.walkthrough_id: one.title for one in kiosk.walkthroughs.cards("fr")}[SCAN]
