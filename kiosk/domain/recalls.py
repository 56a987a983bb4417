# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was called back: walkthroughs, addresses and packs that must not be shown any more.

A recall is stronger than anything that a session began with: it stops even a walkthrough that
runs. It names versions up to a bound, so that corrected content is shown again by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.domain.site_hosts import CLOSED, host_of, plain_address
from kiosk.domain.walkthrough_texts import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kiosk.domain.walkthroughs import OfficialSite, Registries, Walkthrough

_CALVER = re.compile(r"[0-9]{4}\.(?:[1-9]|1[0-2])\.(?:0|[1-9][0-9]{0,3})")


def calver(version: str) -> tuple[int, ...]:
    """Return a version ``year.month.number`` in the form that is compared.

    Raises:
        ValueError: If it is not written so.

    Source: CalVer, https://calver.org, scheme YYYY.MM.MICRO.
    """
    if not _CALVER.fullmatch(version):
        raise ValueError("une version s’écrit année.mois.numéro")
    return tuple(int(part) for part in version.split("."))


class RecallKind(StrEnum):
    """What is called back."""

    WALKTHROUGH = "walkthrough"
    URL = "url"
    PACK = "pack"


@dataclass(frozen=True, slots=True, order=True)
class Recall:
    """One thing called back.

    Attributes:
        kind: What it is.
        subject: Id of a walkthrough or of a pack; for an address, a host, which stands for all
            of its addresses and those of its sub-domains, or one whole https address.
        up_to: Last version called back; empty for every version. Empty for an address.
    """

    kind: RecallKind
    subject: str
    up_to: str = ""

    def names(self, kind: RecallKind, subject: str, version: str) -> bool:
        """Say whether this calls back a version of a walkthrough or of a pack."""
        if self.kind is not kind or self.subject != subject:
            return False
        return not self.up_to or _order(version) <= calver(self.up_to)

    def names_address(self, address: str) -> bool:
        """Say whether this calls back an https address."""
        if self.kind is not RecallKind.URL:
            return False
        if "/" in self.subject:
            return plain_address(address).rstrip("/") == plain_address(self.subject).rstrip("/")
        host = host_of(address)
        return host == self.subject or host.endswith(f".{self.subject}")

    @property
    def host(self) -> str:
        """The host that this calls back with every name below it; empty for none.

        The address of the front page alone stands for its host: a connection shows no more.
        """
        if self.kind is not RecallKind.URL:
            return ""
        if "/" not in self.subject:
            return self.subject
        host = host_of(self.subject)
        is_front = plain_address(self.subject).rstrip("/") == f"https://{host}"
        return host if is_front else ""


@dataclass(frozen=True)
class Recalls:
    """Everything called back, whoever signed it.

    Attributes:
        entries: The recalls.
    """

    entries: frozenset[Recall] = frozenset()

    @cached_property
    def _has_addresses(self) -> bool:
        return any(entry.kind is RecallKind.URL for entry in self.entries)

    def names_pack(self, pack_id: str, version: str) -> bool:
        """Say whether a pack may not be used any more."""
        return any(entry.names(RecallKind.PACK, pack_id, version) for entry in self.entries)

    def names_address(self, address: str) -> bool:
        """Say whether an address may not be shown nor opened any more."""
        return any(entry.names_address(address) for entry in self.entries)

    @cached_property
    def closed_hosts(self) -> tuple[str, ...]:
        """Hosts that no session may reach, as `kiosk.domain.site_hosts` writes them."""
        return tuple(sorted({CLOSED + entry.host for entry in self.entries if entry.host}))

    def stops(self, walkthrough: Walkthrough, registries: Registries) -> bool:
        """Say whether a walkthrough may not be shown any more: itself, or an address of its own."""
        own = walkthrough.walkthrough_id, walkthrough.version
        if any(entry.names(RecallKind.WALKTHROUGH, *own) for entry in self.entries):
            return True
        if not self._has_addresses:
            return False
        return any(
            self.names_address(site.address) for site in _sites_of(walkthrough, registries.sites)
        )


def _order(version: str) -> tuple[int, ...]:
    """Return the order of a version; one that is badly written counts as the oldest."""
    try:
        return calver(version)
    except ValueError:
        return ()


def _sites_of(walkthrough: Walkthrough, sites: dict[str, OfficialSite]) -> Iterable[OfficialSite]:
    """Return the sites that steps lead to or that texts name; sources are read by nobody here."""
    named = {step.url_id for step in walkthrough.steps}
    for text in _strings(walkthrough.texts):
        named |= {found[2] for found in PLACEHOLDER.finditer(text) if found[1] == "url"}
    return [sites[name] for name in sorted(named) if name in sites]


def _strings(value: object) -> Iterator[str]:
    """Yield every text inside `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _strings(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _strings(getattr(value, one.name))
