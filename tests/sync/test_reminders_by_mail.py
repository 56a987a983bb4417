# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reminders by a real mail server, what it refuses, and settings that would do harm."""

from __future__ import annotations

import pytest

from kiosk.foundation.errors import ConfigInvalid
from sync.server.storage.words import MessageState
from tests.support.mail_server import MailServer, a_certificate
from tests.support.reminded import (
    MAIL,
    a_booked_person,
    chores,
    contacts,
    messages,
    write_settings,
)
from tests.sync.test_reminders import WEDNESDAY_NINE, at


@pytest.fixture
def mail(tmp_path):
    one = MailServer(a_certificate(tmp_path))
    yield one
    one.stop()


def test_mail_leaves_by_a_server_with_tls(any_city, mail, tmp_path):
    write_settings(
        any_city,
        "[reminders]\nphone = '03 20 00 00 00'\n[reminders.mail]\nhost = '127.0.0.1'\n"
        f"port = {mail.port}\nsender = 'ecn@example.org'\nca_file = '{tmp_path / 'mail.pem'}'\n",
    )
    a_booked_person(any_city, contact=MAIL)
    at(any_city, WEDNESDAY_NINE)

    chores(any_city)
    chores(any_city)

    (sent,) = mail.mails
    assert (sent["To"], sent["From"]) == (MAIL, "ecn@example.org")
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "Empêchement ? 03 20 00 00 00" in sent.get_content()
    assert contacts(any_city) == ()


def mail_settings(city, mail):
    write_settings(
        city,
        "[reminders.mail]\nhost = '127.0.0.1'\nsecurity = 'none'\n"
        f"port = {mail.port}\nsender = 'ecn@example.org'\n",
    )


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ({"RCPT": "550 no such box"}, MessageState.TO_CALL, "refused"),
        ({"RCPT": "450 grey"}, MessageState.WAITING, "smtp_450"),
        ({"DATA": "554 spam"}, MessageState.TO_CALL, "refused"),
        ({"END": "451 later"}, MessageState.WAITING, "smtp_451"),
        ({"END": "552 too much"}, MessageState.TO_CALL, "refused"),
    ],
)
def test_what_a_mail_server_refuses_is_tried_again_or_called(city, answers, state, reason):
    mail = MailServer()
    try:
        mail_settings(city, mail)
        a_booked_person(city, contact=MAIL)
        at(city, WEDNESDAY_NINE)
        mail.plan.answers = answers

        chores(city)

        found = messages(city)["day_before"]
        assert (found.state, found.reason) == (state, reason)
    finally:
        mail.stop()


def test_mail_cut_after_its_last_line_is_never_sent_twice(city):
    mail = MailServer()
    try:
        mail_settings(city, mail)
        a_booked_person(city, contact=MAIL)
        at(city, WEDNESDAY_NINE)
        mail.plan.cut_after_data = True
        for _ in range(3):
            chores(city)
            city.clock.pass_time(hours=1)

        assert len(mail.mails) == 1
        assert messages(city)["day_before"].reason == "unsure"
    finally:
        mail.stop()


def test_a_mail_server_whose_certificate_nobody_vouches_for_gets_nothing(city, mail):
    write_settings(
        city,
        f"[reminders.mail]\nhost = '127.0.0.1'\nport = {mail.port}\nsender = 'e@example.org'\n",
    )
    a_booked_person(city, contact=MAIL)
    at(city, WEDNESDAY_NINE)

    chores(city)

    assert mail.mails == []
    assert messages(city)["day_before"].reason == "tls"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[reminders]\nfirst_hour = '07:00'\n", "first_hour"),
        ("[reminders]\ndays = [3]\n", r"days : écrivez \[1\]"),
        ("[reminders]\nreminder = 'Demain à {heure}'\n", "reminders.reminder"),
        ("[reminders]\nreminder = '{motif} {numero} {jour} {heure} {telephone}'\n", "accolades"),
        ("[reminders]\nwhat = 1\n", "what"),
        (
            "[reminders.gateway]\nurl = 'http://sms.example.org'\n",
            "url : écrivez une adresse https",
        ),
        (
            "[reminders.mail]\nhost = 'm.example.org'\nsecurity = 'none'\nsender = 'a@b.fr'\n",
            "security",
        ),
        ("[[copies]]\npath = '.'\n", "copies.path"),
        ("not toml", "TOML"),
    ],
)
def test_settings_that_would_do_harm_are_refused_by_name(city, text, named):
    with pytest.raises(ConfigInvalid, match=named):
        write_settings(city, text)
