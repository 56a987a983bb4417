# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs of content on a machine: taken in beside what serves, used between sessions, called back.

The content that ships with the program is the floor: it serves where there is no pack, and where
the pack is older than it, damaged or called back. `install` and what the city's exchange does
touch files only and may run in the NETWORK lane; everything else belongs to STORE. What is
refused changes nothing; the reason is kept for the technician and for the city.
"""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.archive import open_pack, sha256_of
from kiosk.content.packs.checking import check_content
from kiosk.content.packs.faults import PackFault, PackRefused, sentence_of_fault
from kiosk.content.packs.kept_recalls import KeptRecalls
from kiosk.content.packs.manifest import needs_newer_program
from kiosk.content.packs.signing import Issuer, Trust
from kiosk.content.packs.store import KnownRefusal, PackState, PackStore
from kiosk.domain.recalls import calver
from kiosk.foundation.events import Topic
from kiosk.services.content_editions import Edition, PackStatus, own_edition
from kiosk.services.content_trust import chain_in, offered_digest, raised_trust, read_trust

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.packs.manifest import SignedManifest
    from kiosk.content.packs.store import Incoming
    from kiosk.domain.recalls import Recalls
    from kiosk.foundation.events import EventBus
    from kiosk.services.content_editions import Reader, Showing
    from kiosk.storage.engine import Database

_log = logging.getLogger(__name__)
FOLDER_NAME: Final = "packs"
CACHE_NAME: Final = "content_cache"
_SHORT_DIGEST = 16
_MAX_LEFT = 8


class ContentPackService:
    """The one door to packs and recalls."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        bus: EventBus,
        *,
        bundled: Path,
        publisher: bytes | None,
    ) -> None:
        """Keep packs below the data folder `folder`; `bundled` is the program's own content."""
        self._data = folder
        self._database, self._bus = database, bus
        self._bundled = bundled
        self._publisher = publisher
        self.store = PackStore(folder / FOLDER_NAME)
        self._readers: tuple[Reader, ...] = ()
        self._showing: Showing | None = None
        self._kept_recalls = KeptRecalls(self.store.folder)
        self._trust = Trust(publisher)
        self._coming = ""
        self._current = self._own_edition()

    # In the STORE lane: what serves

    def start(self, showing: Showing, *readers: Reader) -> None:
        """Choose what residents see, at the start of the program.

        Args:
            showing: The service of walkthroughs.
            readers: The other services that read content.
        """
        self._showing, self._readers = showing, (showing, *readers)
        with self._database.unit_of_work() as uow:
            self._trust = read_trust(uow, self._publisher)
            self._coming = offered_digest(uow)
        if not self._kept_recalls.read():
            self.note_refusal(PackRefused(PackFault.RECALL_UNREADABLE))
        self._raise_trust()
        self._tell_recalls()
        self.activate()
        self._clean(self.store.state())

    def activate(self) -> bool:
        """Let the pack that waits serve, if nobody is there; say whether residents see a change.

        Called between two sessions: a session sees the same content from its beginning to its
        end.
        """
        with self._database.unit_of_work() as uow:
            if uow.sessions.all_open():
                return False
        state = self.store.state()
        if state.staged:
            state = self._promoted(state)
        edition = self._edition_of(state)
        has_changed = edition != self._current
        self._current = edition
        if has_changed:
            for reader in self._readers:
                reader.use(edition.folder, edition.cache_folder)
            self._clean(state)
        self._tell_recalls()
        if has_changed:
            self._bus.publish(Topic.CONTENT)
        return has_changed

    def go_back(self) -> Edition:
        """Let the pack before serve again, from the next session on; the present one is left.

        Raises:
            PackRefused: ``nothing_before`` if the program's own content serves by choice.
        """
        state = self.store.state()
        if not state.active:
            raise PackRefused(PackFault.NOTHING_BEFORE)
        left = (*state.left, state.active)[-_MAX_LEFT:]
        refusal = state.refusal
        if refusal is not None and refusal.fault is PackFault.OLDER_THAN_ACTIVE:
            refusal = None  # what it was older than is left
        fresh = PackState(active=state.previous, left=left, refusal=refusal)
        self.store.save(fresh)
        self.activate()
        return self._edition_of(fresh)

    @property
    def current(self) -> Edition:
        """What residents see."""
        return self._current

    @property
    def recalls(self) -> Recalls:
        """What is called back."""
        return self._kept_recalls.united

    @property
    def is_waiting(self) -> bool:
        """Whether the next activation would change what residents see."""
        state = self.store.state()
        now = self._current
        return bool(state.staged) or (
            bool(now.digest) and self.recalls.names_pack(now.pack_id, now.version)
        )

    def status(self) -> PackStatus:
        """Return what a technician should know."""
        state = self.store.state()
        refusal = state.refusal
        return PackStatus(
            current=self._current,
            previous=self._version_of(state.previous) if state.active else "",
            staged=self._version_of(state.staged) if state.staged else "",
            problem="" if refusal is None else sentence_of_fault(refusal.fault, refusal.detail),
            n_recalls=len(self.recalls.entries),
        )

    def health(self) -> tuple[str, str]:
        """Return what the city is told: the content that serves, and the last refusal."""
        refusal = self.store.state().refusal
        told = "" if refusal is None else f"{refusal.fault.value} {refusal.version}".strip()
        return f"{self._current.pack_id} {self._current.version}", told

    # In any lane, files only: what comes in

    def install(self, path: Path) -> SignedManifest:
        """Take in the pack at `path`, a file of a key or of this disk; `stage` it afterwards.

        Raises:
            PackRefused: If anything is not as it must be; what serves stays.
        """
        with open_pack(path, self._trust) as pack:
            self.check_wanted(pack.signed)
            if self.store.is_whole(pack.signed.digest):
                return pack.signed  # here already: a whole pack is never written again
            incoming = self.begin(pack.signed)
            for file in incoming.missing():
                incoming.put(file, pack.pieces(file))
        self.complete(incoming)
        return pack.signed

    def begin(self, signed: SignedManifest) -> Incoming:
        """Begin to take a pack in, or go on; files that are here already are not asked for.

        Raises:
            PackRefused: If the disk has no room or cannot be written.
        """
        self._coming = signed.digest
        incoming = self.store.begin(signed)
        wanted = {file.sha256 for file in incoming.missing()}
        if wanted:
            incoming.reuse(self._known_files(wanted))
        return incoming

    def complete(self, incoming: Incoming) -> None:
        """Judge the content of a pack whose files have all come, and keep it.

        Raises:
            PackRefused: ``content_wrong`` if it cannot be shown: all of it is dropped.
        """
        digest = incoming.signed.digest
        try:
            check_content(incoming.content, self._cache(digest))
        except PackRefused:
            shutil.rmtree(incoming.folder, ignore_errors=True)
            raise
        incoming.finish()

    def check_wanted(self, signed: SignedManifest) -> None:
        """Check that a pack may serve here: version, program, recalls.

        Raises:
            PackRefused: If it may not.
        """
        manifest = signed.manifest
        if needs_newer_program(manifest):
            raise PackRefused(PackFault.PROGRAM_TOO_OLD, manifest.min_program)
        if self.recalls.names_pack(manifest.id, manifest.version):
            raise PackRefused(PackFault.RECALLED, f"{manifest.id} {manifest.version}")
        version = calver(manifest.version)
        if version <= calver(self._own_edition().version):
            raise PackRefused(PackFault.OLDER_THAN_PROGRAM, manifest.version)
        state = self.store.state()
        for digest in (state.active, state.staged):
            known = self.store.manifest(digest)
            if known is None or digest == signed.digest or not self._may_serve(known):
                continue
            if version <= calver(known.manifest.version):
                raise PackRefused(PackFault.OLDER_THAN_ACTIVE, manifest.version)

    @property
    def trust(self) -> Trust:
        """Whom this machine believes about content."""
        return self._trust

    # In the STORE lane: what is kept of it

    def stage(self, signed: SignedManifest) -> None:
        """Let a pack that was taken in wait for the next time that nobody is there.

        Raises:
            PackRefused: ``interrupted`` if it is not here any more.
        """
        digest, state = signed.digest, self.store.state()
        self._coming = ""
        if digest == state.active:
            self.store.save(msgspec.structs.replace(state, refusal=None))
            return
        if self.store.manifest(digest) is None:
            raise PackRefused(PackFault.INTERRUPTED)
        left = tuple(one for one in state.left if one != digest)
        self.store.save(
            PackState(active=state.active, previous=state.previous, staged=digest, left=left)
        )
        self._raise_trust()

    def note_refusal(self, refused: PackRefused, *, version: str = "", digest: str = "") -> None:
        """Keep why something was refused, for the technician and for the city."""
        refusal = KnownRefusal(refused.fault, refused.detail, version, digest)
        try:
            self.store.save(msgspec.structs.replace(self.store.state(), refusal=refusal))
        except PackRefused:
            _log.warning("a refusal could not be kept: %s", refused.fault.value)

    def refresh_trust(self) -> None:
        """Read again whom to believe: the city has changed its keys, or took this machine in."""
        with self._database.unit_of_work() as uow:
            self._trust = read_trust(uow, self._publisher)
        self._raise_trust()

    def _raise_trust(self) -> None:
        """Believe no key any more that kept content says was replaced."""
        state = self.store.state()
        kept = filter(None, map(self.store.manifest, (state.active, state.staged)))
        chains = [chain_in(signed.signature) for signed in kept]
        self._trust = raised_trust(self._trust, [*chains, self._kept_recalls.city_chain()])

    # In the STORE lane: what is called back

    def take_recalls(self, content: bytes, trust: Trust | None = None) -> None:
        """Obey a list of recalls at once, even where a session runs; opens no transaction.

        Args:
            content: The signed list.
            trust: Whom to believe, if keys came with it; else as known.

        Raises:
            PackRefused: If it is not one, not signed, older, or has lost an entry.
        """
        if self._kept_recalls.take(content, trust or self._trust):
            self._raise_trust()
            self._tell_recalls()
            self._bus.publish(Topic.CONTENT)

    @property
    def lacks_recalls(self) -> bool:
        """Whether no list of the city is known here: it must be asked for again."""
        return not self._kept_recalls.knows(Issuer.CITY)

    def _tell_recalls(self) -> None:
        if self._showing is not None:
            now = self._current
            is_recalled = bool(now.digest) and self.recalls.names_pack(now.pack_id, now.version)
            self._showing.obey(self.recalls, all_stopped=is_recalled)

    # Editions

    def _own_edition(self) -> Edition:
        return own_edition(self._bundled, self._data / CACHE_NAME)

    def _promoted(self, state: PackState) -> PackState:
        """Return the state in which the pack that waited serves, or does not wait any more."""
        staged = state.staged
        fresh = PackState(active=staged, previous=state.active, left=state.left)
        if not self.store.is_sound(staged):
            refusal = KnownRefusal(PackFault.DAMAGED_HERE, digest=staged)
            fresh = msgspec.structs.replace(state, staged="", refusal=refusal)
        try:
            self.store.save(fresh)
        except PackRefused as refused:
            _log.warning("a pack could not be activated: %s", refused.fault.value)
            return state
        return fresh

    def _edition_of(self, state: PackState) -> Edition:
        """Return what serves: the chosen pack, else the one before, else the program's own."""
        for digest in (state.active, state.previous):
            signed = self.store.manifest(digest)
            if signed is None or not self._may_serve(signed):
                continue
            if digest != self._current.digest and not self.store.is_sound(digest):
                self._note_damage(state, digest)
                continue
            manifest = signed.manifest
            return Edition(
                self.store.content(digest),
                self._cache(digest),
                manifest.id,
                manifest.version,
                digest,
                manifest.issuer,
            )
        return self._own_edition()

    def _note_damage(self, state: PackState, digest: str) -> None:
        if state.refusal is None or state.refusal.digest != digest:
            self.note_refusal(PackRefused(PackFault.DAMAGED_HERE), digest=digest)

    def _may_serve(self, signed: SignedManifest) -> bool:
        manifest = signed.manifest
        return (
            calver(manifest.version) > calver(self._own_edition().version)
            and not needs_newer_program(manifest)
            and not self.recalls.names_pack(manifest.id, manifest.version)
        )

    def _version_of(self, digest: str) -> str:
        signed = self.store.manifest(digest)
        return signed.manifest.version if signed else self._own_edition().version

    def _cache(self, digest: str) -> Path:
        return self._data / CACHE_NAME / digest[:_SHORT_DIGEST]

    def _known_files(self, wanted: set[str]) -> dict[str, Path]:
        """Return hash -> file, of kept packs and of the program's own content."""
        state, known = self.store.state(), {}
        for digest in filter(None, (state.active, state.previous, state.staged)):
            signed = self.store.manifest(digest)
            for file in signed.manifest.files if signed else ():
                known[file.sha256] = self.store.content(digest) / file.path
        if not wanted <= known.keys():
            for path in sorted(self._bundled.rglob("*.yaml")):
                known.setdefault(sha256_of(path), path)
        return known

    def _clean(self, state: PackState) -> None:
        named = {state.active, state.previous, state.staged} - {""}
        self.store.clean(keep=named, coming=self._coming)
        caches = self._data / CACHE_NAME
        kept = {digest[:_SHORT_DIGEST] for digest in (*named, self._coming)}
        for folder in caches.iterdir() if caches.is_dir() else ():
            if len(folder.name) == _SHORT_DIGEST and folder.name not in kept and folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
