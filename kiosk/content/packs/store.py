# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where packs are kept: each in a folder named by its hash, and one small file that says which.

A pack comes in beside those that serve: its manifest first, then each file under a passing name,
hashed, brought to the disk and renamed. Once whole it is moved among the kept ones, and only then
may the small file name it. A cut of power at any instant thus leaves the old choice or the new
one, and either is whole; what had come in stays, and the next try goes on from there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.content.packs.archive import CONTENT_PREFIX, MANIFEST_NAME, SIGNATURE_NAME, sha256_of
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.content.packs.manifest import TEXT_SUFFIX, SignedManifest, read_manifest
from kiosk.foundation.errors import StorageFull, StorageReadOnly
from kiosk.foundation.platform import flush_folder, open_private
from kiosk.foundation.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from kiosk.content.packs.manifest import PackFile

STATE_NAME: Final = "state.json"
KEPT_NAME: Final = "kept"
INCOMING_NAME: Final = "incoming"
SPARE_BYTES: Final = 64 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CONTENT = CONTENT_PREFIX.rstrip("/")
_COPY_BYTES = 64 * 1024


class KnownRefusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The last refusal, for the technician and for the city.

    Attributes:
        fault: Word of `PackFault`.
        detail: Where.
        version: Version of the pack, where it could be read.
        digest: Its name, where it could be read.
    """

    fault: PackFault
    detail: str = ""
    version: str = ""
    digest: str = ""


class PackState(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which packs serve, by their hash; an empty one stands for the program's own content.

    Attributes:
        active: The one in use.
        previous: The one before, kept so that one can go back.
        staged: A whole one that waits until nobody is there.
        left: Those from which somebody went back: never taken again by themselves.
        refusal: The last refusal; none since the last pack that was taken.
    """

    active: str = ""
    previous: str = ""
    staged: str = ""
    left: tuple[str, ...] = ()
    refusal: KnownRefusal | None = None


@contextmanager
def told_faults() -> Iterator[None]:
    """Turn what a disk refuses into a sentence."""
    try:
        yield
    except StorageFull as error:
        raise PackRefused(PackFault.DISK_FULL) from error
    except StorageReadOnly as error:
        raise PackRefused(PackFault.READ_ONLY) from error
    except OSError as error:
        is_full = error.errno in _FULL
        raise PackRefused(PackFault.DISK_FULL if is_full else PackFault.READ_ONLY) from error


@dataclass(frozen=True, slots=True)
class PackStore:
    """The packs of a data folder.

    Attributes:
        folder: Where they are; made at the first need.
    """

    folder: Path

    def state(self) -> PackState:
        """Return which packs serve; none of them when the file is absent or damaged."""
        try:
            return msgspec.json.decode((self.folder / STATE_NAME).read_bytes(), type=PackState)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return PackState()

    def save(self, state: PackState) -> None:
        """Say which packs serve, at once.

        Raises:
            PackRefused: ``disk_full`` or ``read_only``; the choice before stands.
        """
        with told_faults():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self.folder / STATE_NAME, msgspec.json.encode(state))

    def manifest(self, digest: str) -> SignedManifest | None:
        """Return the manifest of a kept pack; None if it is not there or is not that pack."""
        return _manifest_in(self.folder / KEPT_NAME / digest, digest) if digest else None

    def content(self, digest: str) -> Path:
        """Return the content folder of a kept pack."""
        return self.folder / KEPT_NAME / digest / _CONTENT

    def is_whole(self, digest: str) -> bool:
        """Say whether a pack is kept and none of its files has changed."""
        return self._holds(digest, _is_file)

    def is_sound(self, digest: str) -> bool:
        """Say whether a pack can serve: texts hashed, recordings, which are large, measured."""
        return self._holds(digest, _is_sound_file)

    def _holds(self, digest: str, is_right: Callable[[Path, PackFile], bool]) -> bool:
        signed = self.manifest(digest)
        if signed is None:
            return False
        root = self.content(digest)
        try:
            return all(is_right(root / file.path, file) for file in signed.manifest.files)
        except OSError:
            return False

    def begin(self, signed: SignedManifest) -> Incoming:
        """Begin to take a pack in, or go on where it was left.

        Raises:
            PackRefused: ``disk_full`` if there is no room for all of it, or ``read_only``.
        """
        folder = self.folder / INCOMING_NAME / signed.digest
        incoming = Incoming(self, folder, signed)
        with told_faults():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(folder).free < signed.n_bytes + SPARE_BYTES:
                raise PackRefused(PackFault.DISK_FULL)
            if _manifest_in(folder, signed.digest) is None:
                write_private(folder / MANIFEST_NAME, signed.content)
            write_private(folder / SIGNATURE_NAME, signed.signature)
        return incoming

    def begun(self, digest: str) -> SignedManifest | None:
        """Return the manifest of a pack that had begun to come in."""
        return _manifest_in(self.folder / INCOMING_NAME / digest, digest)

    def clean(self, *, keep: Iterable[str], coming: str) -> None:
        """Remove the packs that nothing names any more.

        Args:
            keep: Packs that stay.
            coming: The pack that comes in at the moment, whole or not; empty for none.
        """
        for parent, names in (
            (self.folder / KEPT_NAME, {*keep, coming}),
            (self.folder / INCOMING_NAME, {coming}),
        ):
            for folder in parent.iterdir() if parent.is_dir() else ():
                if folder.name not in names:
                    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A pack on its way in.

    Attributes:
        store: Where it will be kept.
        folder: Where it comes in.
        signed: Its manifest.
    """

    store: PackStore
    folder: Path
    signed: SignedManifest

    @property
    def content(self) -> Path:
        """The content folder as far as it has come."""
        return self.folder / _CONTENT

    def missing(self) -> list[PackFile]:
        """Return the files that have not come, in the manifest's order."""
        return [
            file for file in self.signed.manifest.files if not (self.content / file.path).is_file()
        ]

    def part_size(self, file: PackFile) -> int:
        """Return how many bytes of a file have come."""
        try:
            return self._part(file).stat().st_size
        except OSError:
            return 0

    def append(self, file: PackFile, piece: bytes) -> None:
        """Add bytes to a file on its way.

        Raises:
            PackRefused: ``too_large`` if it outgrows the manifest; else the disk's refusal.
        """
        part = self._part(file)
        if self.part_size(file) + len(piece) > file.size:
            self._forget(file)
            raise PackRefused(PackFault.TOO_LARGE, file.path)
        with told_faults():
            part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not part.exists():
                os.close(open_private(part))
            with part.open("ab") as stream:
                stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())

    def seal(self, file: PackFile) -> None:
        """Take a file whose bytes have all come.

        Raises:
            PackRefused: ``hash_wrong`` if they are not those of the manifest: they are dropped.
        """
        part = self._part(file)
        if self.part_size(file) == 0:
            self.append(file, b"")
        with told_faults():
            if not _is_file(part, file):
                self._forget(file)
                raise PackRefused(PackFault.HASH_WRONG, file.path)
            target = self.content / file.path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.replace(target)

    def put(self, file: PackFile, pieces: Iterable[bytes]) -> None:
        """Take a whole file, piece after piece; raises as `seal` does."""
        part = self._part(file)
        self._forget(file)
        with told_faults():
            part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(open_private(part), "wb") as stream:
                for piece in pieces:
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
        self.seal(file)

    def reuse(self, known: dict[str, Path]) -> int:
        """Take the missing files that are here already, by their hash; return how many.

        Args:
            known: Hex hash -> a file that had it.
        """
        n_taken = 0
        for file in self.missing():
            source = known.get(file.sha256)
            if source is None or self.part_size(file):
                continue
            try:
                self.put(file, _pieces_of(source))
            except PackRefused as error:
                if error.fault is PackFault.DISK_FULL:
                    raise
                continue  # it has changed since, or does not read: it comes with the pack
            n_taken += 1
        return n_taken

    def finish(self) -> None:
        """Move the pack, whole, among the kept ones.

        Raises:
            PackRefused: ``file_missing`` if it is not whole; else the disk's refusal.
        """
        missing = self.missing()
        if missing:
            raise PackRefused(PackFault.FILE_MISSING, missing[0].path)
        kept = self.store.folder / KEPT_NAME
        target = kept / self.signed.digest
        with told_faults():
            folders = {(self.content / file.path).parent for file in self.signed.manifest.files}
            for folder in sorted({*folders, self.content, self.folder}):
                flush_folder(folder)
            shutil.rmtree(self._parts, ignore_errors=True)
            kept.mkdir(mode=0o700, parents=True, exist_ok=True)
            if target.exists():  # kept already, and not whole: else nobody would take it in
                shutil.rmtree(target)
            self.folder.replace(target)
            flush_folder(kept)

    @property
    def _parts(self) -> Path:
        return self.folder / "parts"

    def _part(self, file: PackFile) -> Path:
        return self._parts / hashlib.sha256(file.path.encode("utf-8")).hexdigest()

    def _forget(self, file: PackFile) -> None:
        with told_faults():
            self._part(file).unlink(missing_ok=True)


def _manifest_in(folder: Path, digest: str) -> SignedManifest | None:
    """Return the manifest kept in `folder`, if it is the one named `digest`."""
    try:
        content = (folder / MANIFEST_NAME).read_bytes()
        signature = (folder / SIGNATURE_NAME).read_bytes()
        signed = SignedManifest(read_manifest(content), content, signature)
    except (OSError, PackRefused):
        return None
    return signed if signed.digest == digest else None


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_COPY_BYTES):
            yield piece


def _is_sound_file(path: Path, file: PackFile) -> bool:
    if file.path.endswith(TEXT_SUFFIX):
        return _is_file(path, file)
    return path.stat().st_size == file.size


def _is_file(path: Path, file: PackFile) -> bool:
    return path.stat().st_size == file.size and sha256_of(path) == file.sha256
