# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the readers of one sheet share: texts, keys, registries, variables, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.content.service_public.inline import clean, flatten
from kiosk.content.service_public.ledger import Ledger
from kiosk.content.service_public.logic import Settings, read_logic
from kiosk.content.service_public.materials import Materials, slug

if TYPE_CHECKING:
    from kiosk.content.service_public.inline import Flattened
    from kiosk.content.service_public.logic import Logic
    from kiosk.content.service_public.sheet_xml import Element

MAX_AMOUNTS = 200
MAX_HELP = 280
MAX_TITLE = 300
MAX_REMARKS = 200


class RemarkKind(StrEnum):
    """What an author should look at; the values are words of the report."""

    BANNER = "avertissement"
    ADDRESS = "adresse"
    CONDITION = "condition"
    LINK = "renvoi"
    SPLIT = "découpage"
    AMOUNT = "montant"
    THEME = "thème"
    MERGE = "reprise"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that the author of the draft should know."""

    kind: RemarkKind
    text: str


class Context:
    """The state of reading one sheet."""

    def __init__(self, root: Element, sheet_id: str) -> None:
        """Begin to read the sheet at `root`."""
        self.sheet_id = sheet_id
        self.ledger = Ledger(root)
        self.settings = Settings()
        self.materials = Materials()
        self.remarks: list[Remark] = []
        self.amounts: dict[str, str] = {}
        self.other_sheets: dict[str, None] = {}
        self._keys: set[str] = set()
        self._definitions = {
            element.get("ID"): element
            for element in root.named("Definition", "Abreviation")
            if element.get("ID")
        }

    def text(self, element: Element | None) -> str:
        """Return the plain text of `element`, empty for none, and mark what it holds as used."""
        return self._flattened(element).text if element is not None else ""

    def text_and_help(self, element: Element) -> tuple[str, str]:
        """Return the plain text of `element` and the explanation of its first hard word."""
        flat = self._flattened(element)
        return flat.text, self._explained(flat.definitions)

    def _flattened(self, element: Element) -> Flattened:
        flat = flatten(element, self._amount)
        self.ledger.use_all(element)
        for unknown in flat.unknown:
            self.ledger.keep(unknown)
        self.ledger.skip(flat.silent)
        for address in flat.addresses:
            self.remark(RemarkKind.ADDRESS, f"citée, non reprise : {clean(address)[:MAX_TITLE]}")
        self.other_sheets.update(dict.fromkeys(clean(sheet)[:10] for sheet in flat.sheets))
        return flat

    def title(self, element: Element) -> str:
        """Return the title of `element`, bounded, empty when it has none."""
        return self.text(element.first("Titre"))[:MAX_TITLE]

    def logic(self, element: Element) -> tuple[bool, Logic | None]:
        """Return whether `element` has a condition, and the condition if it is understood."""
        condition = element.first("Condition")
        if condition is None:
            return False, None
        logic = read_logic(condition, self.ledger)
        if logic is None:
            self.remark(
                RemarkKind.CONDITION, "une condition n’est pas comprise : son contenu est montré"
            )
        return True, logic

    def key(self, stem: str) -> str:
        """Return a key made from `stem` that no other step of this sheet has."""
        tidy = slug(stem, 40)
        key, count = tidy, 1
        while key in self._keys:
            count += 1
            key = f"{tidy}_{count}"
        self._keys.add(key)
        return key

    def remark(self, kind: RemarkKind, text: str) -> None:
        """Keep a remark, once."""
        remark = Remark(kind, text[:600])
        if remark not in self.remarks and len(self.remarks) < MAX_REMARKS:
            self.remarks.append(remark)

    def _amount(self, text: str) -> str:
        """Return the placeholder of an amount, the amount itself when there are too many."""
        known = self.amounts.get(text)
        if known is None and len(self.amounts) >= MAX_AMOUNTS:
            self.remark(
                RemarkKind.AMOUNT, f"plus de {MAX_AMOUNTS} montants : les suivants en clair"
            )
            return text.replace("{", "(").replace("}", ")")
        if known is None:
            known = f"montant_{len(self.amounts) + 1}"
            self.amounts[text] = known
        return f"{{valeur.{known}}}"

    def _explained(self, names: list[str]) -> str:
        for name in names:
            definition = self._definitions.get(name)
            if definition is None:
                continue
            flat = flatten(definition, self._amount)
            if len(flat.text) > MAX_HELP:
                continue
            self.ledger.use(definition)
            term = self.text(definition.first("Titre"))
            body = definition.first("Texte")
            meaning = self.text(body)
            return f"{term} : {meaning}" if term and meaning else ""
        return ""
