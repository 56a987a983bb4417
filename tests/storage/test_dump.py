# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a technician may see of the rows."""

from __future__ import annotations

import json
from contextlib import closing

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import WhoComes
from kiosk.services.appointments import AppointmentService
from kiosk.storage.dump import rows_of, table_names
from tests.support.selling_kiosk import a_kiosk

SENTINEL = "Zébulon"
CONTACT = "0612345678"


def sold(kiosk):
    service: AppointmentService = kiosk.appointments
    day = next(offer.day for offer in service.days("caf") if offer.n_free)
    hold = service.hold("caf", service.slots("caf", day)[0])
    return service.confirm(hold, who=WhoComes(label=SENTINEL, contact=CONTACT))


def everything(kiosk):
    return "\n".join(
        json.dumps(row, ensure_ascii=False)
        for table in table_names()
        for row in rows_of(kiosk.database, table)
    )


def test_no_ticket_can_be_found_again_from_what_is_shown(tmp_path):
    with closing(a_kiosk(tmp_path)) as kiosk:
        ticket = sold(kiosk)
        asked = kiosk.appointments.request(
            "caf", Wish(), who=WhoComes(label=SENTINEL, contact=CONTACT)
        )
        kiosk.appointments.cancel(kiosk.appointments.find_by_code(ticket.code_qr))
        shown = everything(kiosk)

    assert '"kind": "appointment_sold"' in shown
    for secret in (ticket.number, asked.number, SENTINEL, CONTACT):
        assert secret.replace(" ", "") not in shown
        assert secret not in shown
    assert "SXTB" not in shown
