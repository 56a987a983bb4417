# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rare moments between machines and the city: paper that comes late, an end that comes late."""

from __future__ import annotations

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CancelOutcome
from kiosk.domain.lease_loss import LossReason
from kiosk.domain.slots import Cell
from sync.server.losses import ask_loss, confirm_loss
from tests.support.centre_desk import book, digits, exchange, free_slots, known, shown, tasks

S = AppointmentStatus
PICTURE = "\U0001f469\U0001f3fd\u200d\U0001f9bd"  # one picture made of four signs


def cells_of(ticket):
    first = int(ticket.start_utc.timestamp()) // 300
    return [Cell("samira", step) for step in range(first, first + 6)]


def test_the_paper_of_a_machine_given_up_wins_over_the_time_sold_again_by_the_post(centre):
    """Cas 27 : droits repris, revendus, puis l’envoi tardif ; le papier d’abord."""
    city, kiosk, _, post = centre
    ticket = book(kiosk)
    device = kiosk.device.identity().device_id
    loss = ask_loss(city.city, device, LossReason.STOLEN, person="Nadia")
    confirm_loss(city.city, loss.loss_id, person="Samir", accepts_early=True)
    post.rights.take(cells_of(ticket))
    exchange(city, post, post)
    slot = next(one for one in free_slots(post) if one.start_utc == ticket.start_utc)
    again = post.appointments.confirm(post.appointments.hold("caf", slot))
    exchange(city, post)
    assert known(city, again)[1] == 6

    exchange(city, kiosk, post)

    (kept, n_kept), (moved, n_moved) = known(city, ticket), known(city, again)
    assert (kept.status, n_kept) == (S.CONFIRMED, 6)
    assert (moved.status, n_moved) == (S.DISPLACED, 0)
    assert tasks(post) == [("conflict", digits(again))]
    assert [one.number for one in post.appointments.displaced()] == [again.number]


def test_a_cancellation_by_code_that_comes_after_the_arrival_takes_nobody_away(centre):
    """Cas 32, l’autre ordre : la ville sait déjà que la personne est là."""
    city, kiosk, other, post = centre
    ticket = book(kiosk)
    found = other.appointments.find_by_code(ticket.code_qr)
    assert other.appointments.cancel(found) is CancelOutcome.ONCE_SENT
    city.clock.set_wall(ticket.start_utc)
    kiosk.appointments.arrive(ticket.number)
    exchange(city, kiosk, post)
    assert shown(post, ticket) is S.ARRIVED

    exchange(city, other, kiosk, post, other)

    assert known(city, ticket)[0].status is S.ARRIVED
    assert {shown(one, ticket) for one in (kiosk, other, post)} == {S.ARRIVED}


def test_a_label_of_arabic_letters_and_a_picture_is_read_by_the_post_as_it_was_typed(centre):
    """Cas 52 : de droite à gauche, avec une image ; le sens forcé, lui, ne passe pas."""
    city, kiosk, other, post = centre
    ticket = book(kiosk, label=f"\u202eسميرة {PICTURE} Zoé")

    exchange(city, kiosk, other, post)

    assert post.appointments.open_label(ticket.number) == f"سميرة {PICTURE} Zoé"
    (line,) = other.appointments.day_for_desk(ticket.start_utc.date())
    assert line.label_sealed is None
