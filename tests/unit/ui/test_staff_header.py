# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's header: what waits for the city is told in words, by eye and by ear."""

from __future__ import annotations

import pytest

from kiosk.domain.outbox import EventVerdict, OutboxLane, Verdict
from kiosk.foundation.events import Topic
from kiosk.storage.exchange import KeptReceipt
from tests.support.selling_kiosk import PIN, a_kiosk, a_stage, a_visit
from ui.staff_header import StaffHeader


@pytest.fixture
def kiosk(tmp_path):
    kiosk = a_kiosk(tmp_path)
    yield kiosk
    kiosk.close()


class Shown:
    """A header that keeps its chips, before a link that is up or down."""

    def __init__(self, kiosk, language="fr"):
        self.is_away, self.chips = False, ()
        self.stage = a_stage(kiosk, language)
        self.stage.session.staff = kiosk.staff.check_pin(PIN)
        StaffHeader(self.stage, kiosk.outbox, self._show, lambda: self.is_away)
        self.stage.bus.publish(Topic.STAFF)

    def _show(self, chips):
        self.chips = chips

    def link(self, *, is_away):
        self.is_away = is_away
        self.stage.bus.publish(Topic.LINK)

    @property
    def sent(self):
        return self.chips[1]


def send_all(kiosk):
    for lane in OutboxLane:
        waiting = kiosk.outbox.next_batch(lane, 100)
        verdicts = [EventVerdict(one.identity, Verdict.ACCEPTED) for one in waiting]
        kiosk.outbox.record_verdicts(verdicts)
    now_utc = kiosk.clock.now_utc()
    with kiosk.database.unit_of_work() as uow:
        life = uow.device.get().incarnation
        uow.exchange.keep_receipt(KeptReceipt(life, "epoch", "text", "signature", now_utc))
        uow.commit()
    kiosk.bus.publish(Topic.LINK)


def test_without_a_link_the_chip_says_how_many_wait_and_is_heard_with_the_last_sending(kiosk):
    a_visit(kiosk)
    send_all(kiosk)
    header = Shown(kiosk)
    for _ in range(3):
        a_visit(kiosk)

    header.link(is_away=True)

    assert (header.sent.text, header.sent.short) == ("3 à envoyer", "3")
    assert header.sent.spoken == "3 à envoyer. Envoyé à 9\u00a0h."


def test_what_has_just_been_noted_is_heard_while_the_link_is_up(kiosk):
    a_visit(kiosk)
    send_all(kiosk)
    header = Shown(kiosk)
    up_to_date = header.sent
    a_visit(kiosk)

    assert (up_to_date.text, up_to_date.icon, up_to_date.spoken) == (
        "Envoyé à 9\u00a0h",
        "cloud-check",
        "",
    )
    assert (header.sent.text, header.sent.icon) == ("Envoyé à 9\u00a0h", "cloud-up")
    assert header.sent.spoken == "Envoyé à 9\u00a0h. 1 à envoyer."


def test_once_the_link_is_back_and_all_is_sent_nothing_waits(kiosk):
    header = Shown(kiosk)
    a_visit(kiosk)
    header.link(is_away=True)
    assert header.sent.spoken == "1 à envoyer. Pas encore envoyé."

    send_all(kiosk)
    header.link(is_away=False)

    assert header.sent.text == "Envoyé à 9\u00a0h"


def test_the_number_follows_the_language(kiosk):
    header = Shown(kiosk, "en")
    a_visit(kiosk)
    a_visit(kiosk)

    header.link(is_away=True)

    assert header.sent.text == "2 to send"
