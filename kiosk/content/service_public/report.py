# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import did, sheet by sheet, for a person and for a program."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.service_public.merging import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.content.service_public.ledger import Account
    from kiosk.content.service_public.sheet_context import Remark

MIN_BRANCHES = 2


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of one file.

    Attributes:
        file: Name of the file.
        outcome: What was done.
        refusal: Why nothing was, as a sentence; empty otherwise.
        sheet_id: Number of the sheet; empty when it was refused.
        title: Its title.
        kind: Its type.
        dated: Day of its last update.
        walkthroughs: Folders of its walkthroughs, from the folder of drafts.
        n_questions: Questions of the draft.
        n_branches: Different ways out of its questions.
        account: What became of its elements; None when it was refused.
        remarks: What the author should know.
        kept: Values written by hand that were kept against the sheet.
    """

    file: str
    outcome: Outcome
    refusal: str = ""
    sheet_id: str = ""
    title: str = ""
    kind: str = ""
    dated: str = ""
    walkthroughs: tuple[str, ...] = ()
    n_questions: int = 0
    n_branches: int = 0
    account: Account | None = None
    remarks: tuple[Remark, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def n_warnings(self) -> int:
        """Number of things that an author should look at."""
        account = self.account
        names = len(account.left_out) + len(account.kept) if account else 0
        return len(self.remarks) + len(self.kept) + names

    def lines(self) -> Iterator[str]:
        """Yield the lines that a person reads."""
        if self.outcome is Outcome.REFUSED or self.account is None:
            yield self.refusal
            return
        yield f"{self.file} : {self.outcome.value}. {self.title} ({self.kind}, {self.dated})"
        yield (
            f"  parcours : {', '.join(self.walkthroughs)} ; {self.n_questions} questions, "
            f"{self.n_branches} branches"
        )
        account = self.account
        yield f"  éléments : {account.n_elements}, repris {account.n_used}"
        if account.left_out:
            yield f"  non repris : {_counts(account.left_out)}"
        if account.kept:
            yield f"  inconnus, texte gardé : {_counts(account.kept)}"
        for remark in self.remarks:
            yield f"  {remark.kind.value} : {remark.text}"
        for place in self.kept:
            yield f"  gardé, écrit à la main : {place}"

    def row(self) -> dict[str, object]:
        """Return the same for a program."""
        account = self.account
        return {
            "file": self.file,
            "outcome": self.outcome.value,
            "refusal": self.refusal or None,
            "sheet": self.sheet_id or None,
            "title": self.title or None,
            "type": self.kind or None,
            "date": self.dated or None,
            "walkthroughs": list(self.walkthroughs),
            "questions": self.n_questions,
            "branches": self.n_branches,
            "warnings": self.n_warnings,
            "elements": account.n_elements if account else 0,
            "used": account.n_used if account else 0,
            "left_out": account.left_out if account else {},
            "unknown_kept": account.kept if account else {},
            "remarks": [{"kind": one.kind.value, "text": one.text} for one in self.remarks],
            "kept_by_hand": list(self.kept),
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files of one import."""

    sheets: tuple[SheetReport, ...]

    @property
    def n_refused(self) -> int:
        """Number of files of which nothing was written."""
        return sum(sheet.outcome is Outcome.REFUSED for sheet in self.sheets)

    def summary(self) -> str:
        """Return the whole in one line."""
        outcomes = Counter(sheet.outcome.value for sheet in self.sheets)
        told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
        n_branching = sum(sheet.n_branches >= MIN_BRANCHES for sheet in self.sheets)
        n_walkthroughs = sum(len(sheet.walkthroughs) for sheet in self.sheets)
        n_warnings = sum(sheet.n_warnings for sheet in self.sheets)
        return (
            f"{len(self.sheets)} fichier{'s' if len(self.sheets) > 1 else ''} ({told}) ; "
            f"{n_walkthroughs} parcours, "
            f"{n_branching} fiches à deux branches ou plus, {n_warnings} avertissements"
        )


def _counts(names: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in names.items())
