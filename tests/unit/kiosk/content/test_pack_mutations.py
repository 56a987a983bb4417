# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pack flipped, cut, doubled or shuffled anywhere: never a crash, never another content."""

from __future__ import annotations

import random

import pytest

from kiosk.content.packs.archive import open_pack
from kiosk.content.packs.faults import PackRefused
from kiosk.content.packs.store import PackStore
from tests.support.forged_packs import entries_of, written, zipped
from tests.support.packs import Keys

SEED = 20_261_123
N_MUTANTS = 3_000
FILES = {
    f"rsa/{name}.yaml": f"langue: {name}\n".encode() * n
    for n, name in enumerate(("parcours", "textes.fr", "textes.ar", "textes.en"), 1)
}


def flipped(draw, content):
    changed = bytearray(content)
    for _ in range(draw.choice([1, 1, 1, 2, 8])):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def cut(draw, content):
    first = draw.randrange(len(content))
    last = min(len(content), first + draw.choice([1, 4, 64, len(content)]))
    return content[:first] + content[last:]


def doubled(draw, content):
    first = draw.randrange(len(content))
    last = min(len(content), first + draw.choice([1, 30, 300]))
    at = draw.randrange(len(content))
    return content[:at] + content[first:last] + content[at:]


def shuffled(draw, content):
    places = sorted(draw.sample(range(len(content)), 3))
    head, left, right, tail = (
        content[: places[0]],
        content[places[0] : places[1]],
        content[places[1] : places[2]],
        content[places[2] :],
    )
    return head + right + left + tail


def zeroed(draw, content):
    first = draw.randrange(len(content))
    last = min(len(content), first + draw.choice([1, 2, 4, 16]))
    filling = draw.choice([b"\0", b"\xff"])
    return content[:first] + filling * (last - first) + content[last:]


@pytest.fixture(scope="module")
def whole():
    keys = Keys()
    return zipped(entries_of(keys.house(), FILES)), keys.trust()


@pytest.mark.parametrize("mutate", [flipped, cut, doubled, shuffled, zeroed])
def test_a_mutant_is_refused_or_is_the_very_same_content(tmp_path, whole, mutate):
    content, trust = whole
    draw = random.Random(f"{SEED} {mutate.__name__}")
    path, store = tmp_path / "mutant.sixpack", PackStore(tmp_path / "packs")
    n_refused = 0

    for _ in range(N_MUTANTS // 5):
        mutant = mutate(draw, content)
        written(path, mutant)
        try:
            with open_pack(path, trust) as pack:
                incoming = store.begin(pack.signed)
                for file in pack.signed.manifest.files:
                    incoming.put(file, pack.pieces(file))
                incoming.finish()
        except PackRefused:
            n_refused += 1
            continue
        digest = pack.signed.digest
        kept = {
            one.relative_to(store.content(digest)).as_posix(): one.read_bytes()
            for one in store.content(digest).rglob("*.yaml")
        }
        assert kept == FILES

    assert n_refused > N_MUTANTS // 5 // 2
    # nothing outside of the store's own folders was written
    assert {one.name for one in tmp_path.iterdir()} <= {"mutant.sixpack", "packs"}
