# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a batch of events becomes columns, and back.

Events of one kind with the same fields form a group; each field is one column, written in the
shortest of four ways:

- ``["c", value]``: the same value everywhere;
- ``["d", first, difference, …]``: whole numbers;
- ``["v", [values], [places]]``: a dictionary and, for each event, the place in it;
- ``["r", [values]]``: the values as they are.

No hash travels with an event (32 random bytes would outweigh the event): the batch carries one
check over all of them, and the hash of each is computed again on arrival.

Source: docs/wire_protocol.md, "Batches".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.outbox import annex_hash, hash_of
from sync.wire import EventGroup, LaneBatch
from sync.wire_form import MAX_EVENTS_A_LANE, MAX_INFLATED_BYTES, MAX_SEQUENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HASH_HEX: Final = 64
_CHECK_HEX: Final = 32
_ORIGIN: Final = re.compile(r"[0-9a-f]{16}/(?:bookings|logs)/[1-9][0-9]{0,14}")


class BatchUnreadable(ValueError):
    """A batch does not unpack; the message names the rule, never a value."""


@dataclass(frozen=True, slots=True)
class UnpackedEvent:
    """An event as it comes out of a batch.

    Attributes:
        sequence: Place in its lane.
        kind: Kind, perhaps one that this program does not know.
        core_json: Canonical bytes of kind and core.
        annex: Sealed bytes, if any.
        annex_digest: Hash of the annex, also when the annex itself was erased.
        origin: "incarnation/lane/sequence" of a salvaged row; empty otherwise.
        hash: The record's hash, computed here.
    """

    sequence: int
    kind: str
    core_json: bytes
    annex: bytes | None
    annex_digest: bytes | None
    origin: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class PackedEvent:
    """What is needed of an event to pack it; see `UnpackedEvent` for the fields."""

    sequence: int
    core_json: bytes
    hash: bytes
    annex: bytes | None = None
    annex_digest: bytes | None = None
    origin: str = ""


def canonical(kind: str, core: dict[str, Any]) -> bytes:
    """Return the canonical bytes of a core, also of a kind that this program does not know.

    Source: `kiosk.domain.outbox.core_bytes`; a test holds the two equal.
    """
    whole = {"core": core, "kind": kind}
    text = json.dumps(
        whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def pack(events: Sequence[PackedEvent], tombstones: Iterable[tuple[int, bytes]] = ()) -> LaneBatch:
    """Return the batch of some events of one lane.

    Args:
        events: In the order of their sequences; each core_json is canonical.
        tombstones: Sequence and expected hash of rows that fail their own hash.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[PackedEvent, dict[str, Any]]]]
    groups = defaultdict(list)
    for event in events:
        whole = json.loads(event.core_json)
        core: dict[str, Any] = whole["core"]
        groups[whole["kind"], tuple(sorted(core))].append((event, core))
    return LaneBatch(
        n=len(events),
        check=batch_check([event.hash for event in events]),
        groups=[_packed_group(kind, fields, rows) for (kind, fields), rows in groups.items()],
        tombstones=[(sequence, digest.hex()) for sequence, digest in tombstones],
    )


def batch_check(hashes: Iterable[bytes]) -> str:
    """Return what proves an unpacked batch: half of a SHA-256, hex; hashes in order of sequence.

    It is for accidents: what is meant to deceive is refused by the signature of the request.
    """
    whole = hashlib.sha256()
    for digest in hashes:
        whole.update(digest)
    return whole.hexdigest()[:_CHECK_HEX]


def unpack(batch: LaneBatch) -> tuple[UnpackedEvent, ...]:
    """Return the events of a batch in the order of their sequences.

    The check of the batch is the caller's to compare (`batch_check`).

    Raises:
        BatchUnreadable: If the columns do not fit together or exceed a bound.
    """
    if batch.n > MAX_EVENTS_A_LANE or len(batch.tombstones) > MAX_EVENTS_A_LANE:
        raise BatchUnreadable("trop d’événements dans un lot")
    if sum(len(group.sequences) for group in batch.groups) != batch.n:
        raise BatchUnreadable("le nombre d’événements ne correspond pas")
    room = MAX_INFLATED_BYTES
    events: list[UnpackedEvent] = []
    for group in batch.groups:
        for event in _unpacked_group(group):
            room -= len(event.core_json)
            if room < 0:
                raise BatchUnreadable("lot trop grand une fois déplié")
            events.append(event)
    events.sort(key=lambda event: event.sequence)
    if any(a.sequence == b.sequence for a, b in itertools.pairwise(events)):
        raise BatchUnreadable("deux événements à la même place")
    return tuple(events)


def unpack_tombstones(batch: LaneBatch) -> tuple[tuple[int, bytes], ...]:
    """Return sequence and expected hash of the rows that the kiosk could not read.

    Raises:
        BatchUnreadable: If one is out of range.
    """
    found: list[tuple[int, bytes]] = []
    for sequence, digest in batch.tombstones:
        found.append((_checked_sequence(sequence), _bytes_of_hex(digest)))
    return tuple(found)


def _packed_group(
    kind: str, fields: tuple[str, ...], rows: list[tuple[PackedEvent, dict[str, Any]]]
) -> EventGroup:
    annexes: dict[str, str] = {}
    digests: dict[str, str] = {}
    origins: dict[str, str] = {}
    for place, (event, _) in enumerate(rows):
        if event.annex is not None:
            annexes[str(place)] = base64.b64encode(event.annex).decode("ascii")
        elif event.annex_digest is not None:
            digests[str(place)] = event.annex_digest.hex()
        if event.origin:
            origins[str(place)] = event.origin
    return EventGroup(
        kind=kind,
        fields=list(fields),
        sequences=_differences([event.sequence for event, _ in rows]),
        columns=[_packed_column([core[name] for _, core in rows]) for name in fields],
        annexes=annexes,
        annex_hashes=digests,
        origins=origins,
    )


def _packed_column(values: list[Any]) -> list[Any]:
    if all(type(value) is int for value in values) and len(set(values)) > 1:
        return ["d", *_differences(values)]
    # A value is known by its JSON text: True, 1 and 1.0 are equal in Python, not on the wire.
    texts = [json.dumps(value, sort_keys=True) for value in values]
    places: dict[str, int] = {}
    distinct: list[Any] = []
    for text, value in zip(texts, values, strict=True):
        if text not in places:
            places[text] = len(places)
            distinct.append(value)
    if len(distinct) == 1:
        return ["c", distinct[0]]
    if 2 * len(distinct) <= len(values):
        return ["v", distinct, [places[text] for text in texts]]
    return ["r", values]


def _differences(numbers: list[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _sums(differences: Iterable[Any]) -> list[int]:
    numbers: list[int] = []
    total = 0
    for step in differences:
        if type(step) is not int:
            raise BatchUnreadable("une différence n’est pas un nombre entier")
        total += step
        numbers.append(total)
    return numbers


def _unpacked_group(group: EventGroup) -> Iterable[UnpackedEvent]:
    sequences = [_checked_sequence(number) for number in _sums(group.sequences)]
    n = len(sequences)
    if len(group.fields) != len(group.columns) or len(set(group.fields)) != len(group.fields):
        raise BatchUnreadable("autant de colonnes que de champs sont attendues")
    columns = [_unpacked_column(column, n) for column in group.columns]
    for place, sequence in enumerate(sequences):
        core = {name: column[place] for name, column in zip(group.fields, columns, strict=True)}
        try:
            core_json = canonical(group.kind, core)
        except (ValueError, RecursionError) as error:
            raise BatchUnreadable("valeur qui ne s’écrit pas en JSON") from error
        annex, digest = _annex_of(group, str(place))
        yield UnpackedEvent(
            sequence=sequence,
            kind=group.kind,
            core_json=core_json,
            annex=annex,
            annex_digest=digest,
            origin=_checked_origin(group.origins.get(str(place), "")),
            hash=hash_of(core_json, digest),
        )


def _annex_of(group: EventGroup, place: str) -> tuple[bytes | None, bytes | None]:
    if place in group.annexes:
        try:
            annex = base64.b64decode(group.annexes[place], validate=True)
        except binascii.Error as error:
            raise BatchUnreadable("annexe illisible") from error
        return annex, annex_hash(annex)
    if place in group.annex_hashes:
        return None, _bytes_of_hex(group.annex_hashes[place])
    return None, None


def _unpacked_column(column: Any, n: int) -> list[Any]:
    match column:
        case ["c", value]:
            return [value] * n
        case ["d", *differences]:
            values: list[Any] = list(_sums(differences))
        case ["v", list() as distinct, list() as places]:
            top = len(distinct)
            if not all(type(place) is int and 0 <= place < top for place in places):
                raise BatchUnreadable("place hors du dictionnaire d’une colonne")
            values = [distinct[place] for place in places]
        case ["r", list() as raw]:
            values = raw
        case _:
            raise BatchUnreadable("colonne d’une forme inconnue")
    if len(values) != n:
        raise BatchUnreadable("une colonne n’a pas la longueur du groupe")
    return values


def _checked_origin(text: str) -> str:
    """Return an origin; nothing where it is none, since an event is never lost for its origin."""
    return text if _ORIGIN.fullmatch(text) else ""


def _checked_sequence(number: int) -> int:
    if not 1 <= number < MAX_SEQUENCE:
        raise BatchUnreadable("place hors des bornes")
    return number


def _bytes_of_hex(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError as error:
        raise BatchUnreadable("empreinte illisible") from error
    if len(text) != _HASH_HEX:
        raise BatchUnreadable("empreinte d’une autre longueur")
    return digest
