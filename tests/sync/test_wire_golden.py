# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wire as released: a file of each message, so that no change of it goes unseen.

A kiosk may be months behind its city: these files are read by every later version.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.domain.outbox import EventKind
from sync.columns import unpack
from sync.wire import (
    Grant,
    GrantRuns,
    LeaseRuns,
    MachineHealth,
    Receipt,
    Refusal,
    RefusalCode,
    SyncReply,
    SyncRequest,
    VerdictRun,
    WireVerdict,
)
from sync.wire_down import (
    Agenda,
    WireAbsence,
    WireBooking,
    WireCentre,
    WireClosure,
    WireDevice,
    WireHolding,
    WireMediator,
    WireMotif,
    WireOpening,
    WirePack,
    WirePlaces,
    WireTask,
    WireTicket,
    WireWish,
    WireWorkshop,
)
from sync.wire_enrolment import CityCard, EnrolReply, EnrolRequest, Statement
from sync.wire_form import decode, encode
from tests.support.raw_machine import LIFE, event, lane, session

GOLDEN = Path(__file__).resolve().parent / "golden"
STATEMENT = Statement(serial=1, body='{"serial":1}', signature="c2ln")
CENTRE = WireCentre(code="NORD", name="Espace Nord EXEMPLE", quarter="Nord", hours={"0": "9 h"})
SALE = {"booking": f"{LIFE}.12345678", "number": "12345678", "mediator": "m", "motif": "caf"}

MESSAGES = {
    "sync_request": SyncRequest(
        device="0123456789ab",
        incarnation=LIFE,
        request=7,
        epoch="e" * 16,
        floors={"logs": 4},
        oldest={"logs": 2},
        receipt="{}",
        receipt_signature="c2ln",
        bookings=lane(event(1, EventKind.APPOINTMENT_SOLD, {**SALE, "start": 1}, annex=b"{}")),
        logs=lane(session(5), session(6, minutes=20), tombstones=[(7, b"\1" * 32)]),
        leases=[LeaseRuns("m", [5_900_000, 6, 30, 12], 2, "sold", f"{LIFE}.12345678")],
        n_numbers=12,
        cursors={"agenda": "00112233"},
        can_hold_leases=False,
        health=MachineHealth(version="0.1.0", n_pending=3, n_refused=1, key_store="file"),
    ),
    "sync_reply": SyncReply(
        verdicts={
            "logs": [
                VerdictRun(5, 2, WireVerdict.ACCEPTED),
                VerdictRun(7, 1, WireVerdict.REFUSED, "unknown_kind"),
            ]
        },
        lease_acks=[LeaseRuns("m", [5_900_000, 6, 30, 12], 2, "sold", f"{LIFE}.12345678")],
        grant=Grant(
            incarnation=LIFE, request=7, sell_until=1, rows=[GrantRuns("m", [5_900_100, 18], 1)]
        ),
        numbers=["12345678"],
        statements=[STATEMENT],
        cursors={"agenda": "00112233"},
        centre=CENTRE,
        agenda=Agenda(
            mediators=[WireMediator(mediator_id="m", first_name="Samira")],
            motifs=[
                WireMotif(
                    motif_id="caf",
                    labels={"fr": "CAF"},
                    duration_min=30,
                    documents={"fr": ["Carte"]},
                )
            ],
            openings=[
                WireOpening(
                    opening_id="o",
                    mediator_id="m",
                    first_day="2026-11-02",
                    weekdays=[0, 1],
                    start="09:00",
                    end="12:00",
                )
            ],
            absences=[WireAbsence(absence_id="a", mediator_id="m", start=1, end=2)],
            closures=[WireClosure(closure_id="c", first_day="2026-12-24", last_day="2026-12-26")],
        ),
        bookings=[
            WireBooking(
                number="12345678",
                mediator_id="m",
                motif_id="caf",
                start=1,
                duration_min=30,
                state="confirmed",
                device="0123456789ab",
                label="c2VhbGVk",
            )
        ],
        requests=[WireWish(number="87654321", motif_id="caf", wish="", state="requested")],
        queue=[WireTicket("0123456789ab", "A1", "help", "waiting", 1)],
        board={"version": "1", "items": []},
        content={"arnaque": "00"},
        devices=[WireDevice("0123456789ab", "borne", "00")],
        resend_from={"logs": 3},
        new_life=True,
        next_sync_s=300,
        probe="0011",
    ),
    "sync_request_content": SyncRequest(
        device="0123456789ab",
        incarnation=LIFE,
        request=8,
        cursors={"pack": "00112233", "content_recalls": "44556677"},
        health=MachineHealth(content="roubaix 2026.12.1", content_problem="disk_full 2026.12.2"),
    ),
    "sync_reply_content": SyncReply(
        pack=WirePack(digest="ab" * 32, version="2026.12.1", signature='{"key":"00"}'),
        content_recalls=['{"body":"{}"}'],
    ),
    "sync_request_rights": SyncRequest(
        device="0123456789ab", incarnation=LIFE, request=9, sells_from=5_900_288
    ),
    "sync_reply_rights": SyncReply(
        recalls=[LeaseRuns("m", [5_900_000, 6, 30, 12], 2, "held")],
        tasks=[
            WireTask(
                task=3,
                kind="conflict",
                number="12345678",
                mediator="m",
                start=1,
                keeps="87654321",
                opened=2,
            )
        ],
        holdings=[
            WireHolding("m", [5_900_000, 6, 6, 6], "0123456789ab", "asked", "ba9876543210"),
            WireHolding("atelier:tablette:3", [5_900_100, 1], "0123456789ab"),
        ],
    ),
    "sync_reply_appointments": SyncReply(
        bookings=[
            WireBooking(
                number="12345678",
                mediator_id="m",
                motif_id="caf",
                start=1,
                duration_min=60,
                state="moved",
                device="0123456789ab",
                label="c2VhbGVk",
                booking=f"{LIFE}.12345678",
                standing="1.1.4.2",
                label_of="0123456789ab.11111111",
                party_size=2,
                needs="interpreter,wheelchair",
                language="ar",
                moved_from=f"{LIFE}.11111111",
                moved_to=f"{LIFE}.22222222",
                sequence=1,
                calendar_number="11111111",
            )
        ],
        requests=[
            WireWish(
                number="87654321",
                motif_id="caf",
                wish="2026-11-25:any",
                state="proposed",
                centre="SUD",
                reply_by="phone",
                party_size=3,
                needs="companion",
                language="tr",
                made=1,
                proposals="29926560/m/30",
                reason="elsewhere",
                booking=f"{LIFE}.12345678",
                chosen="29926560/m/30",
            )
        ],
    ),
    "sync_reply_agenda": SyncReply(
        agenda=Agenda(
            mediators=[
                WireMediator(mediator_id="m", first_name="Samira", languages=["ar"], max_a_day=6)
            ],
            motifs=[
                WireMotif(
                    motif_id="caf",
                    labels={"fr": "CAF"},
                    step_min=15,
                    notice_min=60,
                    horizon_days=21,
                    max_a_day=4,
                    max_active=40,
                )
            ],
            openings=[
                WireOpening(
                    opening_id="o",
                    mediator_id="m",
                    first_day="2026-11-02",
                    until="2027-06-30",
                    weekdays=[1],
                    start="09:00",
                    end="12:00",
                    rdates=["2026-12-24"],
                    rrule="FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630",
                    season="term",
                    centre="SUD",
                    has_outer_buffers=True,
                )
            ],
            closures=[
                WireClosure(
                    closure_id="ferie-2026-12-25",
                    first_day="2026-12-25",
                    last_day="2026-12-25",
                    kind="public_holiday",
                    centre="*",
                ),
                WireClosure(
                    closure_id="c",
                    first_day="2026-12-25",
                    last_day="2026-12-25",
                    opens_anyway=True,
                ),
            ],
            school_holidays=[("2026-12-19", "2027-01-03")],
            school_known_until="2028-08-31",
            centres=[WireCentre(code="SUD", name="Espace Sud EXEMPLE", receives={"caf": [1, 3]})],
        )
    ),
    "sync_reply_workshop": SyncReply(
        grant=Grant(
            incarnation=LIFE,
            request=10,
            sell_until=1,
            rows=[GrantRuns("atelier:souris:3", [5_985_312, 1], 2)],
        ),
        agenda=Agenda(
            workshops=[
                WireWorkshop(
                    workshop_id="souris",
                    titles={"fr": "La souris", "en": "The mouse"},
                    start=1_795_593_600,
                    duration_min=90,
                    capacity=8,
                    mediator_id="m",
                    documents={"fr": ["Lunettes"]},
                    waiting_capacity=4,
                    min_participants=2,
                    notice_min=60,
                    status="cancelled",
                    n_waiting=3,
                )
            ]
        ),
        bookings=[
            WireBooking(
                number="12345678",
                mediator_id="atelier:souris",
                motif_id="atelier:souris",
                start=1_795_593_600,
                duration_min=90,
                state="centre_cancelled",
                reason="workshop_cancelled",
            )
        ],
        requests=[
            WireWish(
                number="87654321",
                motif_id="atelier:souris",
                wish="",
                state="proposed",
                proposals="29926560/atelier:souris/90",
                offer_until=1_795_507_200,
            )
        ],
    ),
    "sync_reply_places": SyncReply(
        places=WirePlaces(
            version="00112233",
            items=[
                {
                    "id": "exemple-ccas",
                    "pivot": "00000000000000",
                    "nom": "CCAS (EXEMPLE)",
                    "commune": "Roubaix",
                    "code_postal": "59100",
                    "adresse": "17 Grand Place",
                    "date_maj": "2026-09-01",
                    "horaires": "Mo-Fr 09:00-12:00",
                    "typologie": "CCAS|MUNI",
                }
            ],
        )
    ),
    "receipt": Receipt(incarnation=LIFE, exchange="ab", epoch="e", acked={"logs": 7}),
    "enrol_request": EnrolRequest(code="S", public_key="00", desk_key="11", role="poste"),
    "enrol_reply": EnrolReply(
        device="0123456789ab",
        city="59512",
        role="borne",
        name="borne 1",
        centre=CENTRE,
        statements=[STATEMENT],
    ),
    "city_card": CityCard(
        city="59512", demo=False, epoch="e", version="0.1.0", root="00", statements=[STATEMENT]
    ),
    "refusal": Refusal(code=RefusalCode.DEVICE_REVOKED),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_written_as_it_was_released(name):
    golden = (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n")

    assert encode(MESSAGES[name]) == golden


@pytest.mark.parametrize("name", MESSAGES)
def test_a_released_message_is_read_as_it_was_meant(name):
    golden = (GOLDEN / f"{name}.json").read_bytes()

    assert decode(golden, type(MESSAGES[name])) == MESSAGES[name]


def test_a_released_batch_unpacks_to_its_events():
    request = decode((GOLDEN / "sync_request.json").read_bytes(), SyncRequest)

    assert [one.hash for one in unpack(request.logs)] == [
        session(5).hash,
        session(6, minutes=20).hash,
    ]
    assert unpack(request.bookings)[0].annex == b"{}"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_field_of_a_newer_version_is_left_aside(name):
    golden = (GOLDEN / f"{name}.json").read_bytes().rstrip(b"\n")
    newer = golden[:-1] + b',"from_the_future":[1,{"a":null}]}'

    assert decode(newer, type(MESSAGES[name])) == MESSAGES[name]
