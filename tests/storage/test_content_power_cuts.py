# SPDX-License-Identifier: AGPL-3.0-or-later
"""La coupure de courant pendant une installation : l'ancien contenu ou le nouveau, entier."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.support.borne import NEW, NEWEST, OLD, Borne


class PowerCut(BaseException):
    """The machine is dead: nothing that would clean up runs any more."""


class Fuse:
    """Cuts the power before the n-th act on the file system, and before all those after it."""

    ACTS = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"})

    def __init__(self) -> None:
        self.n_acts, self.most = 0, -1
        self.folder = ""
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.most < 0 or event not in self.ACTS or self.folder not in str(arguments[0]):
            return
        if self.n_acts == self.most:
            raise PowerCut
        self.n_acts += 1

    def blow_after(self, most: int, folder: Path) -> None:
        self.n_acts, self.most, self.folder = 0, most, str(folder)

    def mend(self) -> int:
        """Switch off; return how many acts were done."""
        self.most = -1
        return self.n_acts


FUSE = Fuse()
NEVER = 10**9
N_KILLS = 30


def acts_of(borne: Borne, path: Path, most: int) -> int:
    """Install and activate a pack, cut before the act `most`; return how many acts were done."""
    FUSE.blow_after(most, borne.folder / "packs")
    with contextlib.suppress(PowerCut):
        borne.install(path)
        borne.packs.activate()
    return FUSE.mend()


def test_a_cut_at_any_act_leaves_the_old_content_or_the_new_whole(
    tmp_path, keys, packs_made, bundled
):
    """Acts on files during install, stage and activation: each of the last, a part of the first."""
    model = tmp_path / "model"
    model.mkdir()
    first = Borne(model, keys.publisher.public, bundled)
    first.install(packs_made[OLD])
    first.packs.activate()
    first.close()
    whole = tmp_path / "whole"
    shutil.copytree(model, whole)
    borne = Borne(whole, keys.publisher.public, bundled)
    n_acts = acts_of(borne, packs_made[NEW], NEVER)
    borne.close()
    cuts = sorted({*range(0, n_acts, 31), *range(n_acts - 30, n_acts)})
    seen = set()

    for cut in cuts:
        folder = tmp_path / f"cut-{cut}"
        shutil.copytree(model, folder)
        borne = Borne(folder, keys.publisher.public, bundled)
        assert acts_of(borne, packs_made[NEW], cut) == cut
        borne.close()

        again = Borne(folder, keys.publisher.public, bundled)
        seen.add(again.version())
        assert again.version() in {OLD, NEW}
        assert again.title() == f"Scanner {again.version()}"
        assert again.packs.store.is_whole(again.packs.current.digest)
        if cut % 9 == 0:
            again.install(packs_made[NEWEST])
            assert again.packs.activate()
            assert again.title() == f"Scanner {NEWEST}"
        again.close()
        shutil.rmtree(folder)

    assert n_acts > 100
    assert seen == {OLD, NEW}


def test_a_process_killed_in_the_midst_leaves_the_old_content_or_the_new_whole(
    tmp_path, keys, packs_made, bundled
):
    """Real deaths at drawn instants; the fuse above is exact, this one asks the system itself."""
    draw = random.Random(20_261_123)
    folder = tmp_path / "borne"
    folder.mkdir()
    make = partial(Borne, folder, keys.publisher.public, bundled)
    first = make()
    first.install(packs_made[OLD])
    first.packs.activate()
    first.close()
    n_killed = 0

    for _ in range(N_KILLS):
        n_killed += installed_and_killed(make, packs_made[NEW], draw.uniform(0.01, 0.5))
        again = make()
        assert again.title() == f"Scanner {again.version()}"
        assert again.packs.store.is_whole(again.packs.current.digest)
        if again.version() == NEW:
            again.packs.go_back()
        again.close()

    assert n_killed > 0


def installed_and_killed(make: Callable[[], Borne], pack: Path, after_s: float) -> bool:
    """Install in a process of its own and kill it; say whether it was alive to be killed."""
    child = os.fork()
    if child == 0:
        try:
            borne = make()
            borne.install(pack)
            borne.packs.activate()
        finally:
            os._exit(0)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, after_s)
    _, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return os.WIFSIGNALED(status)
