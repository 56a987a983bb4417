# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape that the lines of the post share: hidden names, one action, others behind a touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.screens.desk.allowed import Allowed
from ui.screens.desk.state import DeskAction, DeskLine, LineLook, Opened
from ui.screens.desk.words import HIDDEN, QUESTIONS, action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.services.own_word import OwnWord
    from ui.navigation.presenter import Stage
    from ui.screens.desk.state import Deed


@dataclass(frozen=True, slots=True)
class LineText:
    """What a line says.

    Attributes:
        time: Time or number in large.
        name: What the person is called.
        detail: What for.
        chip: State in words; empty for none.
        look: How the state looks.
        is_ours: Whether this machine made what the line is about.
    """

    time: str
    name: str
    detail: str
    chip: str = ""
    look: LineLook = LineLook.PLAIN
    is_ours: bool = False


class LineShape:
    """Builds lines; knows which names were touched and which line is open.

    Attributes:
        allowed: What this machine may do.
        names: Names that were touched, by their number.
        opened: The line that is open.
        current: Key of the line that the form is about; empty for none.
    """

    def __init__(self, stage: Stage, word: OwnWord, *, sees_names: bool) -> None:
        """Speak with the translator of `stage`; without `sees_names` no name has dots.

        Args:
            stage: What every presenter needs.
            word: What this machine may say: other deeds are on no line.
            sees_names: Whether who gave the PIN may see names.
        """
        self._stage, self._sees_names = stage, sees_names
        self.allowed = Allowed(word)
        self.names: Mapping[str, str] = {}
        self.opened = Opened()
        self.current = ""

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def name(self, number: str, sealed: bytes | None) -> tuple[str, bool]:
        """Return what stands for the name of a number, and whether a touch shows it."""
        if not self._sees_names:
            return self._t("Rendez-vous {number}", number=number), False
        if sealed is None:
            return self._t("Sans nom"), False
        return self.names.get(number, HIDDEN), True

    def line(
        self,
        key: str,
        said: LineText,
        *,
        main: Deed | None = None,
        deeds: tuple[Deed, ...] = (),
    ) -> DeskLine:
        """Return a line; its other actions, or a question, stand under it while it is open.

        Deeds that this machine may not do are left out.
        """
        may = self.allowed.may
        main = main if may(key, main, is_ours=said.is_ours) else None
        deeds = tuple(one for one in deeds if may(key, one, is_ours=said.is_ours))
        translator = self._stage.translator
        is_open = self.opened.key == key
        is_secret = said.name == HIDDEN or said.name in self.names.values()
        heard = (said.time, "" if is_secret else said.name, said.detail, said.chip)
        return DeskLine(
            key=key,
            heading="",
            time=said.time,
            name=said.name,
            can_reveal=False,
            detail=said.detail,
            chip=said.chip,
            look=said.look,
            main=action(main, translator) if main else None,
            more=self._t("Autres actions") if deeds else "",
            ask=self._ask() if is_open else "",
            actions=self._actions(deeds) if is_open else (),
            is_open=is_open,
            is_current=key == self.current,
            spoken=" ".join(filter(None, heard)),
        )

    def _ask(self) -> str:
        deed = self.opened.deed
        return self._t(QUESTIONS[deed]) if deed else ""

    def _actions(self, deeds: tuple[Deed, ...]) -> tuple[DeskAction, ...]:
        opened, translator = self.opened, self._stage.translator
        if opened.deed is None:
            return tuple(action(deed, translator) for deed in deeds)
        choices = [
            DeskAction(f"{opened.deed}:{key}", word, is_on=key in opened.chosen)
            for key, word in opened.choices
        ]
        if opened.chosen:
            choices.append(DeskAction(f"{opened.deed}:!", self._t("Envoyer"), "send"))
        return tuple(choices)
