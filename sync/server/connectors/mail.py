# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail by SMTP.

Source: RFC 5321; RFC 3834 for automatic mail.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from typing import TYPE_CHECKING

from sync.server.connectors.sending import MISCONFIGURED, REFUSED, UNSURE, Accepted, Fatal, Retry

if TYPE_CHECKING:
    from sync.server.config import MailSettings
    from sync.server.connectors.sending import Channel, Outcome

_PERMANENT = 500


class MailSender:
    """Hands mail to one server; each message is a connection of its own."""

    knows_keys = False

    def __init__(self, settings: MailSettings) -> None:
        """Send as the settings say."""
        self._settings = settings

    def send(self, channel: Channel, to: str, text: str, key: str) -> Outcome:  # noqa: ARG002 - the contract of all ways
        """Hand over one mail."""
        try:
            return self._sent(self._mail(to, text, key))
        except smtplib.SMTPResponseException as error:
            is_login = isinstance(error, smtplib.SMTPAuthenticationError)
            return _outcome_of(error.smtp_code, MISCONFIGURED if is_login else REFUSED)
        except smtplib.SMTPNotSupportedError:
            return Fatal(MISCONFIGURED)
        except (smtplib.SMTPException, OSError) as error:
            # nothing was said yet: the end of a mail is looked after in `_handed_over`
            return Retry(reason="tls" if isinstance(error, ssl.SSLError) else "unreachable")
        except ValueError:
            return Fatal(REFUSED)

    def _sent(self, mail: EmailMessage) -> Outcome:
        server = self._connected()
        try:
            return self._handed_over(server, mail)
        finally:
            # what goes wrong while leaving changes nothing of what was taken
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _handed_over(self, server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
        server.ehlo_or_helo_if_needed()
        for code, _ in (server.mail(self._settings.sender), server.rcpt(str(mail["To"]))):
            if not 200 <= code < 300:  # noqa: PLR2004 - the family of success, RFC 5321 section 4.2.1
                return _outcome_of(code, REFUSED)
        try:
            code, _ = server.data(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")))
        except smtplib.SMTPDataError as error:
            return _outcome_of(error.smtp_code, REFUSED)
        except (smtplib.SMTPException, OSError):
            return Fatal(UNSURE)
        return Accepted() if 200 <= code < 300 else _outcome_of(code, REFUSED)  # noqa: PLR2004 - as above

    def _connected(self) -> smtplib.SMTP:
        told = self._settings
        if told.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                told.host, told.port, timeout=told.timeout_s, context=self._trust()
            )
        else:
            server = smtplib.SMTP(told.host, told.port, timeout=told.timeout_s)
        try:
            if told.security == "starttls":
                server.starttls(context=self._trust())
            if told.user:
                server.login(told.user, told.password)
        except BaseException:
            server.close()
            raise
        return server

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.ca_file or None)

    def _mail(self, to: str, text: str, key: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._settings.sender
        mail["To"] = to
        mail["Subject"] = self._settings.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{key}@{self._settings.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail


def _outcome_of(code: int, reason: str) -> Outcome:
    return Fatal(reason) if code >= _PERMANENT else Retry(reason=f"smtp_{code}")
