# SPDX-License-Identifier: AGPL-3.0-or-later
"""The opening and the closing as they are touched, with nothing cut at either size."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.waiting_queue import QueueReason
from tests.support.pages import CAMILLE
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.widgets.notice import Notice


@pytest.fixture(params=[SMALL, LARGE], ids=["1366x768", "1920x1080"])
def bench(request, tmp_path, qapp):
    opened = open_bench(tmp_path, size=request.param)
    yield opened
    opened.close()


def test_the_day_is_opened_and_closed_by_touch_from_the_post(bench):
    bench.clock.set_wall(bench.clock.now_utc() + timedelta(days=400))
    for reason in (QueueReason.HELP, QueueReason.URGENT, QueueReason.APPOINTMENT):
        bench.kiosk.queue.take(reason)
    bench.session.staff = CAMILLE
    bench.router.go(Route.DESK)
    bench.touch("Ouvrir, fermer le centre")
    bench.touch("Imprimer une page d’essai")
    bench.settle()
    told = next(one for one in bench.window.findChildren(Notice) if one.isVisible())
    in_sight = told.visibleRegion().boundingRect() == told.rect()
    bench.touch("Tout fermer")

    found = []
    for scale in (1.0, 2.0):
        bench.window.prefer(Preferences(scale=scale))
        bench.settle()
        found.extend(audit(bench.window))
    bench.window.prefer(Preferences())
    bench.touch("La date et l’heure sont justes")
    bench.touch("Non")
    bench.touch("Partie, Numéro 2")
    bench.touch("Tout fermer")
    bench.touch("Oui, tout fermer")

    assert in_sight
    assert found == []
    assert len(bench.printer.sheets) == 1
    assert "La page est imprimée." in bench.texts()
    assert bench.kiosk.device.clock_trust().is_trusted
    assert bench.kiosk.queue.waiting() == ()
