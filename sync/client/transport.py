# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP towards the city: the one module of a kiosk that speaks it.

Redirects are not followed, bodies are bounded, every exchange has a deadline, and what comes is
handed over as bytes: whether it is the city's is judged by signature, not here. `requests` is
imported at the first use, after the screen is painted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from kiosk.foundation.errors import CityUnreachable, ConfigInvalid
from sync.compression import NotGzip, TooLarge, gunzip_bytes
from sync.wire_form import HEADER_RECEIPT, HEADER_SIGNATURE, MAX_INFLATED_BYTES

if TYPE_CHECKING:
    import requests

CONNECT_S: Final = 5.0
READ_S: Final = 15.0
DEADLINE_S: Final = 60.0
MAX_REPLY_BYTES: Final = 4 << 20
_CHUNK_BYTES: Final = 64 << 10
_AGENT: Final = "sixieme/1"


class CityTimeout(CityUnreachable):
    """The city did not answer in time; a smaller batch may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whoever sent it.

    Attributes:
        status: Status code.
        content_type: Media type without its parameters.
        body: Body, decompressed within a bound.
        receipt: The city's receipt, if there is one.
        signature: Its signature.
        retry_after: Header of that name, as it came.
        content_range: Header of that name, as it came.
    """

    status: int
    content_type: str
    body: bytes
    receipt: str = ""
    signature: str = ""
    retry_after: str = ""
    content_range: str = ""


class Transport(Protocol):
    """A way to the city; HTTP in the field, an adapter in tests."""

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a body and return what comes back.

        Raises:
            CityUnreachable: If nothing whole comes back.
            CityTimeout: If nothing comes back in time.
        """

    def get(self, path: str) -> Answer:
        """Ask for a path and return what comes back; raises as `post` does."""

    def get_range(self, path: str, first: int, n_bytes: int) -> Answer:
        """Ask for some bytes of a file; raises as `post` does.

        Args:
            path: Which file.
            first: First byte, from 0.
            n_bytes: How many, at most.
        """


@dataclass(slots=True)
class HttpTransport:
    """HTTP to one address.

    Attributes:
        url: Address of the server, without a path at its end.
        session: The `requests` session; tests mount adapters on it.
    """

    url: str
    session: requests.Session | None = field(default=None)

    def __post_init__(self) -> None:
        """Refuse what is no address.

        Raises:
            ConfigInvalid: If the address is not http or https.
        """
        self.url = self.url.rstrip("/")
        if not self.url.startswith(("http://", "https://")):
            raise ConfigInvalid("L’adresse du serveur doit commencer par https:// ou http://")

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a body and return what comes back."""
        return self._asked("POST", path, body, headers)

    def get(self, path: str) -> Answer:
        """Ask for a path and return what comes back."""
        return self._asked("GET", path, None, {})

    def get_range(self, path: str, first: int, n_bytes: int) -> Answer:
        """Ask for some bytes of a file, as they lie: compressed ones could not be joined."""
        headers = {"range": f"bytes={first}-{first + n_bytes - 1}", "accept-encoding": "identity"}
        return self._asked("GET", path, None, headers)

    def close(self) -> None:
        """Let go of kept connections."""
        if self.session is not None:
            self.session.close()
            self.session = None

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        import requests

        started_s = time.monotonic()
        try:
            with self._open().request(
                method,
                self.url + path,
                data=body,
                headers=headers,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as reply:
                return _answer(reply, started_s + DEADLINE_S)
        except requests.Timeout as error:
            raise CityTimeout("La ville n’a pas répondu à temps.") from error
        except (requests.RequestException, OSError, ValueError) as error:
            raise CityUnreachable(
                "La ville n’est pas joignable : vérifiez l’adresse et le réseau, puis recommencez."
            ) from error

    def _open(self) -> requests.Session:
        if self.session is None:
            import requests

            self.session = requests.Session()
        # Few and short headers: an exchange of one record is counted in hundreds of bytes.
        self.session.headers.clear()
        self.session.headers.update({"user-agent": _AGENT, "accept-encoding": "gzip"})
        return self.session


def _answer(reply: requests.Response, deadline_s: float) -> Answer:
    return Answer(
        status=reply.status_code,
        content_type=reply.headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=_body(reply, deadline_s),
        receipt=reply.headers.get(HEADER_RECEIPT, ""),
        signature=reply.headers.get(HEADER_SIGNATURE, ""),
        retry_after=reply.headers.get("retry-after", ""),
        content_range=reply.headers.get("content-range", ""),
    )


def _body(reply: requests.Response, deadline_s: float) -> bytes:
    """Read a body that a stranger may drag out or swell; inflate it within its bound."""
    import requests
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    parts: list[bytes] = []
    n_bytes = 0
    try:
        while part := reply.raw.read(_CHUNK_BYTES, decode_content=False):
            parts.append(part)
            n_bytes += len(part)
            if n_bytes > MAX_REPLY_BYTES:
                raise CityUnreachable("La réponse est trop grande pour venir de la ville.")
            if time.monotonic() > deadline_s:
                raise CityTimeout("La réponse vient trop lentement.")
    except ReadTimeoutError as error:
        raise requests.Timeout from error
    except HTTPError as error:
        raise CityUnreachable("La réponse a été coupée.") from error
    whole = b"".join(parts)
    if reply.headers.get("content-encoding", "").lower() != "gzip":
        return whole
    try:
        return gunzip_bytes(whole, MAX_INFLATED_BYTES)
    except (TooLarge, NotGzip) as error:
        raise CityUnreachable("La réponse ne se décompresse pas.") from error
