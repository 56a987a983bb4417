# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text messages by a gateway: one POST of JSON each; docs/operations.md shows the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import requests

from sync.server.connectors.sending import REFUSED, UNSURE, Accepted, Fatal, Retry

if TYPE_CHECKING:
    from sync.server.config import GatewaySettings
    from sync.server.connectors.sending import Channel, Outcome

_LATER: Final = frozenset({408, 425, 429})
_SERVER_FAULT: Final = 500
_LONGEST_WAIT_S: Final = 24 * 3600
_WAIT_DIGITS: Final = 9
_KEY_HEADER: Final = "Idempotency-Key"


class GatewaySender:
    """Hands text messages to one gateway; redirections are not followed."""

    def __init__(self, settings: GatewaySettings, session: requests.Session | None = None) -> None:
        """Send as the settings say.

        Args:
            settings: Address and form.
            session: Connections to use; its own by default.
        """
        self._settings = settings
        self._session = session or requests.Session()
        self._session.trust_env = False

    @property
    def knows_keys(self) -> bool:
        """Whether the gateway sends one key once."""
        return self._settings.knows_keys

    def send(self, channel: Channel, to: str, text: str, key: str) -> Outcome:  # noqa: ARG002 - the contract of all ways
        """Hand over one text message."""
        told = self._settings
        body = {**told.fields, told.to_field: to, told.text_field: text}
        if told.key_field:
            body[told.key_field] = key
        try:
            answer = self._session.post(
                told.url,
                json=body,
                headers={_KEY_HEADER: key, **told.headers},
                timeout=told.timeout_s,
                allow_redirects=False,
            )
        except requests.ConnectTimeout:
            return Retry(reason="unreachable")
        except (requests.ConnectionError, requests.Timeout) as error:
            return self._without_answer(error)
        except requests.RequestException:
            return Fatal(REFUSED)
        return _outcome_of(answer)

    def _without_answer(self, error: requests.RequestException) -> Outcome:
        """Say what is known when the line was cut: a message may be on its way already."""
        if self.knows_keys or _was_never_connected(error):
            return Retry(reason="unreachable")
        return Fatal(UNSURE)


def _was_never_connected(error: requests.RequestException) -> bool:
    """Say whether the line failed before anything was said on it."""
    from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

    inner = error.args[0] if error.args else None
    if isinstance(inner, MaxRetryError):
        inner = inner.reason
    return isinstance(inner, NewConnectionError | NameResolutionError)


def _outcome_of(answer: requests.Response) -> Outcome:
    if answer.ok and not answer.is_redirect:
        return Accepted()
    if answer.status_code in _LATER or answer.status_code >= _SERVER_FAULT:
        return Retry(_asked_wait(answer), f"http_{answer.status_code}")
    return Fatal(REFUSED)


def _asked_wait(answer: requests.Response) -> int:
    told = answer.headers.get("Retry-After", "").strip()
    if not (told.isdecimal() and len(told) <= _WAIT_DIGITS):
        return 0
    return min(int(told), _LONGEST_WAIT_S)
