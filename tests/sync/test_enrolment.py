# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine becomes one of the city's, by a code, once."""

from __future__ import annotations

from contextlib import closing

import pytest

from kiosk.foundation.errors import CityRefused, CityUnreachable, Refused
from kiosk.foundation.sealing import open_sealed, seal
from sync.client.enrolment import enrol
from sync.client.transport import Answer
from sync.codes import joined_code, qr_text, read_code, read_qr
from sync.server.console.view import fleet_page
from sync.server.ledger import FILE_NAME as LEDGER
from sync.signing import fingerprint, shown_fingerprint
from tests.support.city import URL, TestCity, enter_demo_agenda, open_machine, records_of


def test_a_code_makes_a_machine_of_the_city(city):
    kiosk = city.machine("a", enrolled=False)

    enrolled = city.enrol(kiosk)

    identity = kiosk.device.identity()
    assert (enrolled.name, enrolled.centre) == ("borne 1", "Espace Nord EXEMPLE")
    assert enrolled.fingerprint == shown_fingerprint(kiosk.machine_keys.own_public_key())
    assert (identity.enrolled, identity.tenant) == (True, "59512")
    assert kiosk.device.centre().code == "NORD"


def test_the_city_can_open_the_database_of_a_machine_that_lost_its_key_store(city):
    kiosk = city.machine("a")

    assert kiosk.keys.is_recoverable
    assert kiosk.keys.recover(city.city.keyring.recovery.private) == kiosk.keys.key()


def test_a_field_sealed_by_an_enrolled_machine_opens_at_the_city_only(city):
    kiosk = city.machine("a")
    keys = kiosk.device.sealing_keys()

    sealed = seal(keys.city, b"Fatou", b"here")

    assert open_sealed(city.city.keyring.sealing.private, sealed, b"here") == b"Fatou"


def test_the_console_shows_the_same_fingerprint_as_the_machine(city):
    kiosk = city.machine("a")

    (line,) = fleet_page(city.city, sees=lambda _centre: True).machines

    assert line.fingerprint == shown_fingerprint(kiosk.machine_keys.own_public_key())


def test_a_code_serves_one_machine_only(city):
    code = city.invite()
    city.enrol(city.machine("a", enrolled=False), code=code)
    late = city.machine("b", enrolled=False)

    with pytest.raises(CityRefused, match="code_spent"):
        city.enrol(late, code=code)

    assert not late.device.identity().enrolled


def test_the_same_machine_may_spend_its_code_again_when_the_answer_was_lost(city):
    kiosk = city.machine("a", enrolled=False)
    code = city.invite()
    first = city.enrol(kiosk, code=code)

    assert city.enrol(kiosk, code=code) == first
    with city.city.database.transaction() as unit:
        assert len(unit.fleet.machines()) == 1


def test_an_old_code_is_refused(city):
    kiosk = city.machine("a", enrolled=False)
    code = city.invite()
    city.clock.pass_time(hours=24)

    with pytest.raises(CityRefused, match="code_expired"):
        city.enrol(kiosk, code=code)


def test_a_code_of_another_city_is_not_told_to_this_one(city):
    kiosk = city.machine("a", enrolled=False)
    secret = read_code(city.invite()).secret
    code = joined_code(secret, "0" * 20)

    with pytest.raises(Refused, match="wrong_city"):
        city.enrol(kiosk, code=code)

    # The true code still serves: the secret was not spent, nor even said.
    city.enrol(kiosk, code=joined_code(secret, fingerprint(city.city.keyring.root_public)))


def test_an_unknown_secret_is_refused(city):
    kiosk = city.machine("a", enrolled=False)
    code = joined_code("0" * 10, fingerprint(city.city.keyring.root_public))

    with pytest.raises(CityRefused, match="code_unknown"):
        city.enrol(kiosk, code=code)


def test_a_code_for_a_post_does_not_make_a_kiosk(city):
    kiosk = city.machine("a", enrolled=False)
    code = city.invite(role="poste")

    with pytest.raises(CityRefused, match="role_differs"):
        city.enrol(kiosk, code=code)


def test_a_demo_never_joins_a_real_city(tmp_path, clock):
    real = TestCity(tmp_path, clock, demo=False)
    enter_demo_agenda(real.city)
    demo = open_machine(tmp_path / "demo", clock, demo=True)
    real.machines.append(demo)
    try:
        with pytest.raises(Refused, match="demo_mismatch"):
            real.enrol(demo)
    finally:
        real.close()


def test_the_page_of_a_public_network_is_not_taken_for_the_city(city):
    class Portal:
        def get(self, path):
            return Answer(200, "text/html", b"<html>")

        def close(self):
            pass

    kiosk = city.machine("a", enrolled=False)

    with pytest.raises(CityUnreachable), closing(Portal()) as way:
        enrol(kiosk, way, URL, city.invite())


def test_a_post_hands_its_desk_key_down_to_the_kiosks_of_its_centre(city):
    post, kiosk = city.machine("p", "poste"), city.machine("a")

    city.client(kiosk).exchange()

    desk = kiosk.device.sealing_keys().desk
    assert desk is not None
    sealed = seal(desk, b"Fatou", b"here")
    assert post.machine_keys.open_label(sealed, b"here") == "Fatou"
    assert not kiosk.machine_keys.can_open_labels


def test_the_server_keeps_no_code(city):
    code = city.invite()

    content = (city.folder / "city" / "city.db").read_bytes()
    content += (city.folder / "city" / "city.db-wal").read_bytes()

    assert read_code(code).secret.encode() not in content


def test_a_spent_code_stays_spent_when_an_older_database_is_restored(city):
    code = city.invite()
    older = snapshot(city)
    city.enrol(city.machine("a", enrolled=False), code=code)

    restore(city, older)

    with pytest.raises(CityRefused, match="code_spent"):
        city.enrol(city.machine("b", enrolled=False), code=code)


def test_a_revoked_machine_stays_revoked_when_an_older_database_is_restored(city):
    from sync.server.enrolment import revoke

    kiosk = city.machine("a")
    older = snapshot(city)
    revoke(city.city, kiosk.device.identity().device_id)

    restore(city, older)

    assert city.client(kiosk).exchange().refusal == "device_revoked"


def test_a_fact_written_after_a_cut_line_does_not_join_it(city):
    from sync.server.enrolment import revoke

    device = city.machine("a").device.identity().device_id
    with (city.folder / "city" / LEDGER).open("ab") as file:
        file.write(b'{"kind": "device_rev')

    revoke(city.city, device)
    city.restart()

    assert [fact["kind"] for fact in city.city.ledger.facts()] == ["code_spent", "device_revoked"]


def test_a_line_cut_at_the_end_of_the_ledger_is_left_out(city):
    city.machine("a")
    path = city.folder / "city" / LEDGER
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind": "code_sp')

    city.restart()

    assert len(city.city.ledger.facts()) == 1


def test_a_first_exchange_follows_enrolment(city):
    kiosk = city.machine("a")

    city.client(kiosk).exchange()

    assert records_of(city.city, kiosk.device.identity().device_id) == set()
    with kiosk.database.unit_of_work() as uow:
        identity = uow.device.get().incarnation
        assert uow.leases.n_numbers(identity) == 60
        assert uow.leases.sellable(identity, kiosk.clock.now_utc()).n_cells


def test_a_code_survives_being_dictated():
    code = joined_code("0123456789", "00112233445566778899")

    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")

    assert read_code(typed) == read_code(code)
    assert read_code(code).fingerprint == "00112233445566778899"


def test_a_qr_holds_the_address_and_the_code():
    code = joined_code("0123456789", "00112233445566778899")

    assert read_qr(qr_text("https://ville.test", code)) == ("https://ville.test", code)


@pytest.mark.parametrize("text", ["", "ABC", "0" * 25, "0" * 27, "é" * 26])
def test_what_cannot_be_a_code_is_refused(text):
    with pytest.raises(Refused, match="code_malformed"):
        read_code(text)


@pytest.mark.parametrize("sign", ["X", "0"])
def test_the_code_of_the_guide_is_known_for_what_it_is(sign):
    with pytest.raises(Refused, match="code_is_an_example"):
        read_code("-".join(sign * n for n in (5, 5, 5, 5, 5, 1)))


def snapshot(city) -> bytes:
    import sqlite3

    city.city.close()
    connection = sqlite3.connect(city.folder / "city" / "city.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = (city.folder / "city" / "city.db").read_bytes()
    city.open()
    return content


def restore(city, content: bytes) -> None:
    city.city.close()
    for name in ("city.db-wal", "city.db-shm"):
        (city.folder / "city" / name).unlink(missing_ok=True)
    (city.folder / "city" / "city.db").write_bytes(content)
    city.open()
