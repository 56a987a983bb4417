# SPDX-License-Identifier: AGPL-3.0-or-later
"""A centre in a test: machines that exchange with the city, book, and show what they know."""

from __future__ import annotations

from kiosk.domain.appointments import WhoComes


def exchange(city, *machines):
    for one in machines:
        city.client(one).exchange()


def free_slots(kiosk):
    service = kiosk.appointments
    return [
        slot
        for offer in service.days("caf")
        if offer.n_free
        for slot in service.slots("caf", offer.day)
    ]


def a_hold(kiosk, place=0):
    return kiosk.appointments.hold("caf", free_slots(kiosk)[place])


def book(kiosk, **said):
    return kiosk.appointments.confirm(a_hold(kiosk), who=WhoComes(**said))


def shown(kiosk, ticket):
    return kiosk.appointments.find(ticket.number).status


def known(city, ticket):
    """Return what the city knows of a ticket, and how many cells it holds."""
    with city.city.database.transaction() as unit:
        (one,) = unit.bookings.of_number(ticket.number.replace(" ", ""))
        return one, len(unit.leases.of_booking(one.booking))


def tasks(post):
    with post.database.unit_of_work() as uow:
        return [(one.kind.value, one.number) for one in uow.recalls.tasks()]


def digits(ticket):
    return ticket.number.replace(" ", "")
