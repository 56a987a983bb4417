# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recall can name: the content that ships with the program, and every pack published here.

A recall with a slip of the hand closes nothing and says so nowhere: the dangerous page would stay
open while its technician believes it closed.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from kiosk.content.layout import REGISTRY_FOLDER, STRUCTURE_FILE
from kiosk.content.packs.faults import PackRefused
from kiosk.content.packs.recall_file import check_recall
from kiosk.content.yaml_tree import YamlUnreadable, read_yaml
from kiosk.domain.recalls import RecallKind, calver
from kiosk.foundation.errors import KnownError
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kiosk.content.yaml_tree import Node
    from kiosk.domain.recalls import Recall
    from sync.server.content_shelf import ContentShelf

_ADDRESSES: Final = (f"{REGISTRY_FOLDER}/urls.yaml", f"{REGISTRY_FOLDER}/hotes.yaml")
_ANYWAY: Final = "Pour un contenu que ce serveur n’a pas, ajoutez --anyway."
_NOUNS: Final = {RecallKind.WALKTHROUGH: "la démarche", RecallKind.PACK: "le paquet"}


class RecallDoubted(KnownError):
    """A recall that is badly written, or that names nothing that is known here."""


def check_form(recall: Recall) -> None:
    """Check that a recall is well written.

    Raises:
        RecallDoubted: With what is wrong.
    """
    try:
        check_recall(recall)
    except PackRefused as error:
        raise RecallDoubted(_form_sentence(recall)) from error


def check_known(shelf: ContentShelf, recall: Recall) -> None:
    """Check that content which ships or was published here knows what a recall names.

    Raises:
        RecallDoubted: With the nearest name, or the versions that are known.
    """
    contents = [_shipped(), *_published(shelf)]
    if recall.kind is RecallKind.URL:
        if not any(recall.names_address(one) for one in _addresses(contents)):
            raise RecallDoubted(f"Aucun contenu publié ne mène à « {recall.subject} ». {_ANYWAY}")
        return
    is_pack = recall.kind is RecallKind.PACK
    known = _pack_versions(shelf) if is_pack else _walkthrough_versions(contents)
    versions = known.get(recall.subject)
    if versions is None:
        raise RecallDoubted(_unknown_sentence(recall, known))
    if recall.up_to and recall.up_to not in versions:
        shown = ", ".join(sorted(versions, key=calver))
        raise RecallDoubted(
            f"« {recall.subject} » n’a pas de version {recall.up_to}. Publiées : {shown}. {_ANYWAY}"
        )


def _form_sentence(recall: Recall) -> str:
    if recall.kind is not RecallKind.URL:
        return (
            f"« {recall.subject} » n’a pas la forme d’un identifiant : petites lettres, chiffres "
            "et tirets, comme « caf-compte »."
        )
    if recall.up_to:
        return "Une adresse se rappelle sans version : retirez --up-to."
    return (
        f"« {recall.subject} » n’est ni un hôte, comme « faux-site.fr », ni une adresse qui "
        "commence par https://."
    )


def _unknown_sentence(recall: Recall, known: Iterable[str]) -> str:
    near = get_close_matches(recall.subject, known, n=1)
    hint = f" Le plus proche : « {near[0]} »." if near else ""
    return f"Aucun contenu publié n’a {_NOUNS[recall.kind]} « {recall.subject} ».{hint} {_ANYWAY}"


def _shipped() -> dict[str, Path]:
    """Return the files of the program's own content by their names there."""
    root = asset_path("content")
    names = [f"{path.parent.name}/{STRUCTURE_FILE}" for path in root.glob(f"*/{STRUCTURE_FILE}")]
    return {name: root / name for name in (*names, *_ADDRESSES)}


def _published(shelf: ContentShelf) -> Iterator[dict[str, Path]]:
    """Yield the files of each pack by their names there; those that are gone are left out."""
    for manifest in shelf.manifests():
        found = ((one.path, shelf.file(one.sha256)) for one in manifest.files)
        yield {name: path for name, path in found if path is not None}


def _pack_versions(shelf: ContentShelf) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for one in shelf.manifests():
        versions.setdefault(one.id, set()).add(one.version)
    return versions


def _walkthrough_versions(contents: Iterable[dict[str, Path]]) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for files in contents:
        for name, path in files.items():
            folder, _, file = name.partition("/")
            if file == STRUCTURE_FILE:
                versions.setdefault(folder, set()).update(_version_in(path))
    return versions


def _version_in(path: Path) -> Iterator[str]:
    root = _tree(path)
    if root is not None and isinstance(root.value, dict) and "version" in root.value:
        version = root.value["version"].value
        if isinstance(version, str):
            yield version


def _addresses(contents: Iterable[dict[str, Path]]) -> Iterator[str]:
    """Yield each address that content names; a host stands as the address of its front page."""
    for files in contents:
        for name in _ADDRESSES:
            root = _tree(files[name]) if name in files else None
            for text in _texts(root):
                yield text if text.startswith("https://") else f"https://{text.lstrip('.')}"


def _texts(node: Node | None) -> Iterator[str]:
    """Yield the addresses and hosts of a registry: its words for people hold spaces."""
    value = None if node is None else node.value
    if isinstance(value, str):
        if "." in value and " " not in value:
            yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _tree(path: Path) -> Node | None:
    try:
        return read_yaml(path, path.name)
    except YamlUnreadable:
        return None
