# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which addresses the official site may reach: the decision alone, without Qt nor network.

The same rules are asked twice: by the page before it goes anywhere, and by the egress process
for every connection, whatever opened it. What is not on the list of the session is refused, and
why is told by a kind that holds no name.

Source of the forms an address takes: WHATWG URL Standard, "host parsing" and "ends in a number".
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator  # noqa: TC003 - names of signatures
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from kiosk.domain.site_hosts import CLOSED, TOO_WIDE

HTTPS_PORT = 443
HTTP_PORT = 80
LONGEST_HOST = 253
LONGEST_ADDRESS = 4096
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PUNYCODE = "xn--"


class Refusal(StrEnum):
    """Why an address is refused; what is counted and logged in its place."""

    MALFORMED = "malformed"
    SCHEME = "scheme"
    USER_PART = "user_part"
    LITERAL = "literal"
    PORT = "port"
    LOOK_ALIKE = "look_alike"
    NOT_LISTED = "not_listed"
    PRIVATE = "private"
    LOGIN = "login"
    METHOD = "method"
    TOO_MANY = "too_many"


class AddressRefused(Exception):
    """An address that may not be reached; says the kind, never the address."""

    def __init__(self, kind: Refusal) -> None:
        """Keep the kind alone."""
        super().__init__(kind.value)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hosts of a session.

    Attributes:
        hosts: Whole names, such as ``www.caf.fr``.
        domains: Names that open themselves and every name below them, such as ``caf.fr``.
        closed: Names that stay closed with every name below them, whatever opens them.
    """

    hosts: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    def holds(self, host: str) -> bool:
        """Say whether a name, already in its plain form, is on the list."""
        above = tuple(_itself_and_above(host))
        if not self.closed.isdisjoint(above):
            return False
        return host in self.hosts or not self.domains.isdisjoint(above)

    def and_also(self, other: Allowed) -> Allowed:
        """Return both lists as one; what either closes is closed."""
        return Allowed(
            self.hosts | other.hosts, self.domains | other.domains, self.closed | other.closed
        )


NOTHING = Allowed()


def _itself_and_above(host: str) -> Iterator[str]:
    """Yield a name and every name above it: ``www.caf.fr``, ``caf.fr``, ``fr``."""
    dot = "."
    while dot:
        yield host
        _, dot, host = host.partition(".")


def allowed_from(patterns: Iterable[str]) -> Allowed:
    """Return the list that patterns write: ``www.caf.fr``, or ``.caf.fr`` with all below it.

    ``!a.caf.fr`` stays closed, with all below it (`kiosk.domain.site_hosts`).

    Raises:
        AddressRefused: A pattern is no plain name, or opens a whole part of the Internet.
    """
    hosts: set[str] = set()
    domains: set[str] = set()
    closed: set[str] = set()
    for pattern in patterns:
        if pattern.startswith(CLOSED):
            closed.add(plain_host(pattern.removeprefix(CLOSED)))
            continue
        is_domain = pattern.startswith(".")
        host = plain_host(pattern.removeprefix("."))
        if is_domain and ("." not in host or host in TOO_WIDE):
            raise AddressRefused(Refusal.MALFORMED)
        (domains if is_domain else hosts).add(host)
    return Allowed(frozenset(hosts), frozenset(domains), frozenset(closed))


def plain_host(raw: str) -> str:
    """Return a host name in its one plain form.

    Args:
        raw: As it came, in any case.

    Raises:
        AddressRefused: It is no name: an address in figures, a final dot, a sign that no name
            holds, or a name in punycode that could pass for another.
    """
    if not raw or len(raw) > LONGEST_HOST or not raw.isascii():
        raise AddressRefused(Refusal.LOOK_ALIKE if raw and not raw.isascii() else Refusal.MALFORMED)
    host = raw.lower()
    if host.startswith("[") or ":" in host or _is_address(host):
        raise AddressRefused(Refusal.LITERAL)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise AddressRefused(Refusal.LITERAL)
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004
        raise AddressRefused(Refusal.MALFORMED)
    if any(label.startswith(_PUNYCODE) and not _keeps_to_one_script(label) for label in labels):
        raise AddressRefused(Refusal.LOOK_ALIKE)
    return host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _keeps_to_one_script(label: str) -> bool:
    try:
        word = label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return False
    scripts = {unicodedata.name(sign, "?").split(" ")[0] for sign in word if sign.isalpha()}
    return len(scripts) == 1 and word.isprintable()


def check_host(raw_host: str, port: int, allowed: Allowed) -> str:
    """Return the plain name of a host that a session may reach by TLS.

    Raises:
        AddressRefused: Another port, not on the list, or no plain name.
    """
    host = plain_host(raw_host)
    if port != HTTPS_PORT:
        raise AddressRefused(Refusal.PORT)
    if not allowed.holds(host):
        raise AddressRefused(_why_unlisted(host))
    return host


def _why_unlisted(host: str) -> Refusal:
    return Refusal.LOOK_ALIKE if _PUNYCODE in host else Refusal.NOT_LISTED


def check_authority(authority: str, allowed: Allowed) -> str:
    """Return the host of ``host:port`` as a CONNECT names it.

    Raises:
        AddressRefused: See `check_host`; or it carries a user part or no port.
    """
    if "@" in authority:
        raise AddressRefused(Refusal.USER_PART)
    host, colon, port = authority.rpartition(":")
    if not colon or not port.isdecimal() or not port.isascii() or len(port) > 5:  # noqa: PLR2004
        raise AddressRefused(Refusal.MALFORMED)
    return check_host(host, int(port), allowed)


def _parts_of(address: str) -> SplitResult:
    if not address or len(address) > LONGEST_ADDRESS or any(c <= " " or c == "\\" for c in address):
        raise AddressRefused(Refusal.MALFORMED)
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise AddressRefused(Refusal.MALFORMED) from error
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressRefused(Refusal.USER_PART)
    return parts


def check_address(address: str, allowed: Allowed) -> str:
    """Return the host of a whole address that a page may show.

    Raises:
        AddressRefused: It is not https, or see `check_host`.
    """
    parts = _parts_of(address)
    if parts.scheme != "https":
        raise AddressRefused(Refusal.SCHEME)
    port = HTTPS_PORT if parts.port is None else parts.port
    return check_host(parts.hostname or "", port, allowed)


def secured(address: str, allowed: Allowed) -> str:
    """Return an ``http://`` address with ``https://`` in its place: nothing is asked in clear.

    Raises:
        AddressRefused: It is not http on its own port, or the host is not on the list.
    """
    parts = _parts_of(address)
    if parts.scheme != "http":
        raise AddressRefused(Refusal.SCHEME)
    if parts.port not in (None, HTTP_PORT):
        raise AddressRefused(Refusal.PORT)
    host = check_host(parts.hostname or "", HTTPS_PORT, allowed)
    return parts._replace(scheme="https", netloc=host).geturl()


def is_public(resolved: str) -> bool:
    """Say whether an address that a name resolved to lies on the public Internet.

    What is wrapped in another address (IPv4 in IPv6, 6to4, NAT64) is judged by what it wraps: a
    name of the list that suddenly leads into the centre's own network leads nowhere.
    """
    try:
        found = ipaddress.ip_address(resolved.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if found.teredo is not None:
            return False
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast
