# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports files of Service-Public: each becomes drafts, or is refused with a sentence.

One sheet is in memory at a time, and a refused file leaves nothing behind. Sheets that lead to
others come last, so that their ends open the walkthroughs that exist by then.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.content.service_public.blocks import Line, Say
from kiosk.content.service_public.cutting import cut
from kiosk.content.service_public.layout_of_steps import Graph, lay_out
from kiosk.content.service_public.materials import SiteDraft
from kiosk.content.service_public.merging import Merge, Outcome, put_draft
from kiosk.content.service_public.out_folder import OutFolder
from kiosk.content.service_public.report import ImportReport, SheetReport
from kiosk.content.service_public.sheet_context import RemarkKind
from kiosk.content.service_public.sheet_reading import ABOUT, SHEET_PAGE, read_blocks, read_head
from kiosk.content.service_public.sheet_xml import parse_sheet, read_bounded
from kiosk.content.service_public.writing import SheetDraft, draft_files, draft_id, site_id
from kiosk.domain.walkthroughs import StepKind
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.content.service_public.cutting import Part
    from kiosk.content.service_public.ledger import Account
    from kiosk.content.service_public.out_folder import Lot
    from kiosk.content.service_public.sheet_context import Context
    from kiosk.content.service_public.sheet_reading import SheetHead

_STRONGEST = (Outcome.KEPT, Outcome.MERGED, Outcome.REPLACED, Outcome.CREATED)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet that was read, cut into parts, and not written yet."""

    head: SheetHead
    sha256: str
    context: Context
    parts: list[Part]
    leaves: dict[str, str]
    account: Account

    def names(self) -> list[str]:
        """Return the folders of its walkthroughs."""
        return [draft_id(self.head.sheet_id, part.number) for part in self.parts]


def import_sheets(files: Iterable[Path], out: Path) -> ImportReport:
    """Make drafts of `files` below `out` and return what was done.

    Args:
        files: Files of sheets, or folders whose ``.xml`` files are.
        out: A content folder, made when there is none; what stands there is only ever updated
            where nobody edited it.

    Raises:
        ContentUnreadable: If `out` cannot be written.
    """
    run = _Run(out)
    paths = [path for given in files for path in _inside(given)]
    try:
        for folder in filter(Path.is_dir, paths):
            run.refuse(folder, "aucune fiche .xml dans ce dossier")
        sheets = [path for path in paths if path not in run.reports]
        waiting = [path for path in sheets if not run.take(path, with_links=False)]
        for path in waiting:
            run.take(path, with_links=True)
        for path in waiting:
            run.link(path)
        run.folder.write_registries()
    except OSError as error:
        message = f"{out.name} : le dossier ne s’écrit pas ({error.strerror})."
        raise ContentUnreadable(message) from error
    order = {path: place for place, path in enumerate(paths)}
    return ImportReport(tuple(run.reports[path] for path in sorted(order, key=order.__getitem__)))


def _inside(path: Path) -> list[Path]:
    """Return the sheets of a folder; what holds none stands for itself, to be told."""
    return (sorted(path.glob("*.xml")) if path.is_dir() else []) or [path]


class _Run:
    """One import: the folder it goes to, what became of each file, the sheets seen."""

    def __init__(self, out: Path) -> None:
        self.folder = OutFolder(out)
        self.reports: dict[Path, SheetReport] = {}
        self._seen: dict[str, str] = {}
        self._linked: dict[Path, set[str]] = {}

    def take(self, path: Path, *, with_links: bool) -> bool:
        """Import one file; return False when it leads to other sheets and must wait for them."""
        try:
            sheet = _read(path)
            if sheet.leaves and not with_links:
                return False
            self._refuse_twice(sheet, path)
            self.reports[path] = self._write(sheet, path)
        except ContentUnreadable as error:
            self.reports[path] = SheetReport(path.name, Outcome.REFUSED, refusal=str(error))
        return True

    def refuse(self, path: Path, why: str) -> None:
        """Note that nothing comes of what was given."""
        refusal = f"{path.name} est refusé : {why}."
        self.reports[path] = SheetReport(path.name, Outcome.REFUSED, refusal=refusal)

    def link(self, path: Path) -> None:
        """Write again a sheet that leads to one which was written after it."""
        report = self.reports[path]
        if report.outcome is Outcome.REFUSED or not self._linked.get(path):
            return
        sheet = _read(path)
        names = sheet.names()
        lot = self.folder.lot_for(names, sheet.context.materials)
        if any(draft_id(target) in lot.walkthroughs for target in self._linked[path]):
            self._put(sheet, lot)

    def _refuse_twice(self, sheet: _Sheet, path: Path) -> None:
        first = self._seen.setdefault(sheet.head.sheet_id, path.name)
        if first != path.name:
            raise ContentUnreadable(
                f"{path.name} est refusé : la fiche {sheet.head.sheet_id} vient déjà de {first}."
            )

    def _write(self, sheet: _Sheet, path: Path) -> SheetReport:
        names = sheet.names()
        lot = self.folder.lot_for(names, sheet.context.materials)
        merges = self._put(sheet, lot)
        self._linked[path] = {
            target for target in sheet.leaves.values() if draft_id(target) not in lot.walkthroughs
        }
        lot.walkthroughs.update(names)
        lot.registries.add(sheet.context.materials)
        _tell_old_parts(sheet, lot)
        return _report(sheet, path.name, merges, [self._shown(lot, folder) for folder in names])

    def _put(self, sheet: _Sheet, lot: Lot) -> list[Merge]:
        names = sheet.names()
        known = frozenset(lot.walkthroughs | set(names))
        draft = SheetDraft(sheet.head, sheet.sha256, sheet.context.amounts, sheet.leaves, known)
        return [
            put_draft(lot.root / folder, draft_files(part, draft))
            for folder, part in zip(names, sheet.parts, strict=True)
        ]

    def _shown(self, lot: Lot, folder: str) -> str:
        own = lot.root.name
        return folder if lot is self.folder.lots[0] else f"{own}/{folder}"


def _read(path: Path) -> _Sheet:
    raw = read_bounded(path)
    root = parse_sheet(raw, path.name)
    head, context = read_head(root, path.name)
    blocks = read_blocks(root, head, context)
    graph = lay_out(blocks, context)
    if not graph.nodes:
        # nothing to guide: the sheet says at least what it is about
        about = context.text(root.first("dc:description")) or head.title
        graph = _about(lay_out([Say(ABOUT, [Line(about)]), *blocks], context), graph)
    parts = cut(graph, context.settings, path.name)
    sites = context.materials.sites
    sites[site_id(head.sheet_id)] = SiteDraft(head.address, f"Fiche {head.sheet_id}")
    for sheet_id in graph.leaves.values():
        address = f"{SHEET_PAGE}{sheet_id}"
        sites.setdefault(site_id(sheet_id), SiteDraft(address, f"Fiche {sheet_id}"))
    if context.other_sheets:
        told = ", ".join(context.other_sheets)
        context.remark(RemarkKind.LINK, f"fiches citées dans le texte, sans lien : {told}")
    if len(parts) > 1:
        context.remark(
            RemarkKind.SPLIT,
            f"{len(graph.nodes)} étapes : {len(parts)} parcours, chacun ouvre le suivant",
        )
    sha256 = hashlib.sha256(raw).hexdigest()
    account = context.ledger.account()
    return _Sheet(head, sha256, context, parts, graph.leaves, account)


def _about(graph: Graph, before: Graph) -> Graph:
    return Graph(graph.start, graph.nodes, {**before.leaves, **graph.leaves})


def _tell_old_parts(sheet: _Sheet, lot: Lot) -> None:
    own = draft_id(sheet.head.sheet_id)
    old = sorted(
        name
        for name in lot.walkthroughs - set(sheet.names())
        if name.startswith(f"{own}-") and name.removeprefix(f"{own}-").isdecimal()
    )
    for name in old:
        sheet.context.remark(RemarkKind.MERGE, f"{name} ne vient plus de la fiche : à enlever")


def _report(sheet: _Sheet, name: str, merges: list[Merge], folders: list[str]) -> SheetReport:
    questions = [
        step for part in sheet.parts for step in part.steps if step.node.kind is StepKind.QUESTION
    ]
    done = {merge.outcome for merge in merges}
    outcome = next((one for one in _STRONGEST if one in done), Outcome.UNCHANGED)
    return SheetReport(
        file=name,
        outcome=outcome,
        sheet_id=sheet.head.sheet_id,
        title=sheet.head.title,
        kind=sheet.head.kind,
        dated=str(sheet.head.dated),
        walkthroughs=tuple(folders),
        n_questions=len(questions),
        n_branches=sum(len(step.node.options) for step in questions),
        account=sheet.account,
        remarks=tuple(sheet.context.remarks),
        kept=tuple(
            f"{folder}/{place}"
            for folder, merge in zip(folders, merges, strict=True)
            for place in merge.kept
        ),
    )
