# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching the pack that the city publishes: only the files that are missing, piece after piece.

`wanted` and `settle` belong to STORE, `fetch` to NETWORK: it touches files only, and works for a
few seconds at a time, so that bookings and sessions go first. A piece that came is on the disk
before the next is asked for; a download that was cut goes on there, after a restart too. What comes
is judged by hash and signature, never by who sent it.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk.content.packs import manifest as manifests
from kiosk.content.packs.archive import checked_manifest
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.foundation.errors import CityUnreachable
from sync.client.link import PACK, read_link, read_texts
from sync.wire_form import CONTENT_PATH, MAX_RANGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content.packs.manifest import PackFile, SignedManifest
    from kiosk.content.packs.store import Incoming, KnownRefusal
    from kiosk.wiring import Kiosk
    from sync.client.transport import Transport

log = logging.getLogger(__name__)
SLICE_S: Final = 4.0
_PARTIAL: Final = 206
_OK: Final = 200
_HASH = re.compile(r"[0-9a-f]{64}")
_TRIED_AGAIN = frozenset(
    {
        PackFault.DISK_FULL,
        PackFault.READ_ONLY,
        PackFault.HASH_WRONG,
        PackFault.DAMAGED_HERE,
        PackFault.INTERRUPTED,
        PackFault.NO_KEY,
        # the city signs the same pack again when it changes its key
        PackFault.KEY_EXPIRED,
        PackFault.KEY_UNKNOWN,
    }
)


class FetchOutcome(StrEnum):
    """How a slice of a download ended.

    MORE: there is more to fetch. DONE: the pack is here, whole. AWAY: the city could not be
    reached; what came stays. REFUSED: the pack may not be used; what came is dropped or kept for
    another try.
    """

    MORE = "more"
    DONE = "done"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class WantedPack:
    """A pack that the city publishes and that is not here.

    Attributes:
        url: Address of the city.
        digest: Its name.
        version: Its version.
        signature: Bytes of its signature.
    """

    url: str
    digest: str
    version: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a slice did.

    Attributes:
        outcome: How it ended.
        wanted: The pack.
        signed: Its manifest, once it is whole.
        refused: Why it may not be used.
    """

    outcome: FetchOutcome
    wanted: WantedPack
    signed: SignedManifest | None = None
    refused: PackRefused | None = None


class ContentFetcher:
    """One machine's downloads of content."""

    def __init__(
        self,
        kiosk: Kiosk,
        transport_to: Callable[[str], Transport],
        *,
        slice_s: float = SLICE_S,
    ) -> None:
        """Fetch for `kiosk`, at most `slice_s` seconds at a time."""
        self._kiosk, self._transport_to = kiosk, transport_to
        self._slice_s = slice_s
        self._ways: dict[str, Transport] = {}

    def wanted(self) -> WantedPack | None:
        """Return the pack to fetch; None when there is none to be had (STORE)."""
        with self._kiosk.database.unit_of_work() as uow:
            link, offered = read_link(uow), read_texts(uow, PACK)
        digest, packs = offered.get("digest", ""), self._kiosk.packs
        if link is None or not _HASH.fullmatch(digest):
            return None
        state = packs.store.state()
        if digest in {packs.current.digest, state.staged, *state.left}:
            return None
        refusal = state.refusal
        if refusal and refusal.digest == digest and not _is_tried_again(refusal):
            return None
        signature = offered.get("signature", "").encode("utf-8")
        return WantedPack(link.url, digest, offered.get("version", ""), signature)

    def fetch(self, wanted: WantedPack, *, may_judge: bool = True) -> FetchReport:
        """Fetch for some seconds; never raises for the network nor for the pack (NETWORK).

        Args:
            wanted: What `wanted` gave.
            may_judge: Whether the content may be read once it is whole: seconds of work, better
                done when nobody is there.
        """
        try:
            return self._fetched(wanted, may_judge=may_judge)
        except CityUnreachable:
            return FetchReport(FetchOutcome.AWAY, wanted)
        except PackRefused as refused:
            return FetchReport(FetchOutcome.REFUSED, wanted, refused=refused)

    def settle(self, report: FetchReport) -> None:
        """Let a pack that came wait for its turn, or keep why it may not (STORE)."""
        packs, refused = self._kiosk.packs, report.refused
        if report.outcome is FetchOutcome.DONE and report.signed is not None:
            try:
                packs.stage(report.signed)
            except PackRefused as error:
                refused = error
        if refused is not None:
            log.info("a pack was refused: %s", refused.fault.value)
            wanted = report.wanted
            packs.note_refusal(refused, version=wanted.version, digest=wanted.digest)

    def _fetched(self, wanted: WantedPack, *, may_judge: bool) -> FetchReport:
        clock, packs = self._kiosk.clock, self._kiosk.packs
        until_s = clock.monotonic_s() + self._slice_s
        signed = self._manifest(wanted)
        packs.check_wanted(signed)
        if packs.store.is_whole(wanted.digest):
            return FetchReport(FetchOutcome.DONE, wanted, signed)
        incoming = packs.begin(signed)
        for file in incoming.missing():
            while incoming.part_size(file) < file.size:
                if clock.monotonic_s() > until_s:
                    return FetchReport(FetchOutcome.MORE, wanted)
                self._append(wanted, incoming, file)
            incoming.seal(file)
        if not may_judge:
            return FetchReport(FetchOutcome.MORE, wanted)
        packs.complete(incoming)
        return FetchReport(FetchOutcome.DONE, wanted, signed)

    def _manifest(self, wanted: WantedPack) -> SignedManifest:
        """Return the manifest of a pack: the one that came before a cut, or the city's."""
        begun = self._kiosk.packs.store.begun(wanted.digest)
        content = self._whole(wanted) if begun is None else begun.content
        return checked_manifest(content, wanted.signature, self._kiosk.packs.trust)

    def _whole(self, wanted: WantedPack) -> bytes:
        answer = self._way(wanted.url).get_range(
            f"{CONTENT_PATH}/{wanted.digest}", 0, manifests.MAX_BYTES
        )
        if answer.status not in {_OK, _PARTIAL}:
            raise CityUnreachable("La liste du paquet n’est pas là.")
        if hashlib.sha256(answer.body).hexdigest() != wanted.digest:
            raise CityUnreachable("Ce n’est pas la liste du paquet qui est venue.")
        return answer.body

    def _append(self, wanted: WantedPack, incoming: Incoming, file: PackFile) -> None:
        first = incoming.part_size(file)
        n_bytes = min(file.size - first, MAX_RANGE_BYTES)
        way = self._way(wanted.url)
        answer = way.get_range(f"{CONTENT_PATH}/{file.sha256}", first, n_bytes)
        is_range = answer.status == _PARTIAL and answer.content_range.startswith(f"bytes {first}-")
        is_whole = answer.status == _OK and len(answer.body) == file.size and first == 0
        if not (is_range or is_whole) or not 0 < len(answer.body) <= n_bytes:
            raise CityUnreachable("Un fichier du paquet n’est pas venu.")
        incoming.append(file, answer.body)

    def _way(self, url: str) -> Transport:
        if url not in self._ways:
            self._ways[url] = self._transport_to(url)
        return self._ways[url]


def _is_tried_again(refusal: KnownRefusal) -> bool:
    """Say whether what refused a pack may have passed: a fault of the moment, an old program."""
    if refusal.fault is PackFault.PROGRAM_TOO_OLD:
        return not manifests.is_newer_program(refusal.detail)
    return refusal.fault in _TRIED_AGAIN
