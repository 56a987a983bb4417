# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which hosts an official site needs, and how a host is called.

A host is written ``www.caf.fr``, or ``.caf.fr`` for that name and every name below it; behind an
exclamation mark it is closed with every name below it, whatever else opens it. A site opens
its own name and what lies below it, what its entry names besides, its families, and the families
that every site needs: those that tell who one is, and those that ask whether one is a robot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from kiosk.domain.walkthroughs import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.walkthroughs import OfficialSite, Registries, Texts, Walkthrough

# Domains under which anybody, or the whole State, has a name: never opened as a whole.
TOO_WIDE = frozenset(
    {"gouv.fr", "asso.fr", "com.fr", "nom.fr", "tm.fr", "co.uk", "github.io", "herokuapp.com"}
)


CLOSED = "!"
"""Before a host that stays closed."""


def plain_address(address: str) -> str:
    """Return an address with its host in the one form that is compared.

    Case and the final dot of a name tell nothing: ``https://CAF.fr./`` is ``https://caf.fr/``.
    An address that is none stays as it is.

    Source: RFC 3986, section 6.2.2.1; RFC 1034, section 3.1.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return address
    user, at, _ = parts.netloc.rpartition("@")
    shown = f"[{host}]" if ":" in host else host.rstrip(".")
    beside = "" if port in (None, 443) else f":{port}"
    return urlunsplit((parts.scheme, f"{user}{at}{shown}{beside}", *parts[2:]))


def host_of(address: str) -> str:
    """Return the host of an address in its plain form; empty for an address that is none."""
    try:
        return urlsplit(plain_address(address)).hostname or ""
    except ValueError:
        return ""


def own_domain(site: OfficialSite) -> str:
    """Return the name of a site without ``www.``."""
    return host_of(site.address).removeprefix("www.")


def hosts_of_site(site: OfficialSite, registries: Registries) -> tuple[str, ...]:
    """Return every host that a site needs, each once."""
    domain = own_domain(site)
    patterns = [domain if domain in TOO_WIDE else f".{domain}", *site.hosts]
    for name, family in registries.families.items():
        if family.is_always_open or name in site.families:
            patterns += family.hosts
    return tuple(dict.fromkeys(patterns))


def hosts_of_walkthrough(walkthrough: Walkthrough, registries: Registries) -> tuple[str, ...]:
    """Return every host that the steps of a walkthrough need, each once."""
    named = (registries.sites.get(step.url_id) for step in walkthrough.steps)
    patterns = [host for site in named if site for host in hosts_of_site(site, registries)]
    return tuple(dict.fromkeys(patterns))


def name_of_host(host: str, registries: Registries, language: str) -> str:
    """Return how a host is called: the site, else what its family is for; empty if unknown."""
    for site in registries.sites.values():
        if _is_below(host, (f".{own_domain(site)}", *site.hosts)):
            return _in(site.names, language)
    for family in registries.families.values():
        if _is_below(host, family.hosts):
            return _in(family.names, language)
    return ""


def _in(texts: Texts, language: str) -> str:
    return texts.get(language, texts[SOURCE_LANGUAGE])


def _is_below(host: str, patterns: Iterable[str]) -> bool:
    return any(
        host == pattern.removeprefix(".") or (pattern.startswith(".") and host.endswith(pattern))
        for pattern in patterns
    )
