# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documentation that cannot drift: every place it names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def test_every_link_inside_the_repository_leads_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")

    assert broken == []


def test_every_function_named_in_the_data_flow_exists():
    """`kiosk/x.py: name` in docs/data_flow.md points at a definition."""
    missing = []
    text = (ROOT / "docs" / "data_flow.md").read_text("utf-8")
    for file, name in re.findall(r"`((?:kiosk|sync|ui)/[\w/]+\.py)`[^`\n]*`([\w.]+)\(\)`", text):
        source = (ROOT / file).read_text("utf-8") if (ROOT / file).exists() else ""
        if not re.search(rf"def {name.split('.')[-1]}\b", source):
            missing.append(f"{file}: {name}")

    assert missing == []


def test_every_decision_has_its_four_parts():
    for record in (ROOT / "docs" / "decisions").glob("0*.md"):
        text = record.read_text("utf-8")
        for heading in ("## Contexte", "## Décision", "## Conséquences", "## Autres voies"):
            assert heading in text, f"{record.name} lacks {heading}"


def test_the_readme_gives_the_two_commands_and_one_picture():
    text = (ROOT / "README.md").read_text("utf-8")

    assert "./dev run" in text
    assert "./dev test" in text
    assert re.search(r"!\[[^\]]+\]\(docs/[^)]+\.png\)", text)
