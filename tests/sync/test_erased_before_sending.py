# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine that was away too long tells the city of a request without what was sealed for it."""

from __future__ import annotations

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import WhoComes
from kiosk.domain.outbox import OutboxLane
from sync.client.engine import ExchangeOutcome


def test_a_request_whose_sealed_fields_were_erased_is_still_accepted(city, clock):
    kiosk = city.machine("a")
    client = city.client(kiosk)
    client.exchange()
    motif = kiosk.appointments.needs("fr")[0].motif_id
    kiosk.appointments.request(motif, Wish(), who=WhoComes(label="Zoé", contact="0612345678"))
    lost = client.prepare()
    assert lost is not None
    clock.pass_time(days=16)
    kiosk.erasure.run()
    (waiting,) = kiosk.outbox.next_batch(OutboxLane.BOOKINGS, 10)
    assert waiting.annex is None

    report = client.exchange()

    assert report.outcome is ExchangeOutcome.SENT
    assert (report.n_accepted, report.n_refused, report.n_pending) == (1, 0, 0)
