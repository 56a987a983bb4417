# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be typed in an exercise: a closed list, so that nobody's own data can pass.

Nothing that a person types is kept: a right answer is replaced by the exercise's own writing of
it, a wrong one is only named by its kind. What looks like real data is told while it is typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_ANSWER = 60
"""Signs of a field; no answer of an exercise is longer."""
MOST_DIGITS = 6
"""A code received by message has six figures; each number given to a person has seven or more."""
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"[\s/-]")
_DATE = re.compile(r"\d{1,2}[\s/.,-]+\d{1,2}[\s/.,-]+\d{2,4}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# ISO 13616: two letters, two figures, then the account
_ACCOUNT = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{6,}")
_NOT_WORD = re.compile(r"[\W_]+")


class AnswerRule(StrEnum):
    """How an answer is compared; the values are the words of the YAML file."""

    PERSONA = "persona"
    EXACT = "exact"
    PIECES = "morceaux"


class Verdict(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a field accepts, and nothing else.

    Attributes:
        rule: PERSONA and EXACT take one of `accepted`; what is not the persona's counts as
            somebody's own. PIECES takes words of `pieces`, `least` of them at least, with signs of
            `between` between them, each word once.
        shown: What to write, as it is told; also what stands in the place of a right answer to
            PERSONA and EXACT.
        accepted: Other ways of writing it.
        pieces: Words to put together.
        least: How many of them at least.
        between: Signs allowed between them; empty for none.
        needs_figure: One of the pieces must be a number.
    """

    rule: AnswerRule
    shown: str
    accepted: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    least: int = 1
    between: str = ""
    needs_figure: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict; `value` is what to keep of a right answer, empty for another."""

    verdict: Verdict
    value: str = ""


def folded(text: str) -> str:
    """Return `text` in small letters without accents, marks and unseen signs, figures as 0 to 9.

    Full-width and Arabic figures become ASCII ones; direction marks go: they hide nothing.
    Source: Unicode Standard Annex 15 (NFKD), Unicode Character Database (decimal digits).
    """
    signs = []
    for sign in unicodedata.normalize("NFKD", text[: 4 * LONGEST_ANSWER]):
        if unicodedata.category(sign) in _UNSEEN and not sign.isspace():
            continue
        figure = unicodedata.decimal(sign, None)
        dash = unicodedata.category(sign) == "Pd" or sign == "\u2212"
        signs.append(str(figure) if figure is not None else "-" if dash else sign)
    return _SPACES.sub(" ", "".join(signs).casefold()).strip()


def looks_real(text: str) -> bool:
    """Say whether `text` could be somebody's own: a number, an address, an account, a date.

    It is wide on purpose: seven figures in all, an « @ », the beginning of an account number, a
    day of the calendar, a year. What a field accepts is asked for before.
    """
    plain = folded(text)
    n_figures = sum(sign.isdigit() for sign in plain)
    return (
        n_figures > MOST_DIGITS
        or "@" in plain
        or _DATE.search(plain) is not None
        or _YEAR.search(plain) is not None
        or _ACCOUNT.search(_NOT_WORD.sub("", plain)) is not None
    )


def judge(expected: Expected, text: str) -> Judged:
    """Return what `text` is worth as the answer to a field."""
    if len(text) <= LONGEST_ANSWER:
        if expected.rule is AnswerRule.PIECES:
            plain = folded(text)
            if _is_put_together(expected, plain):
                return Judged(Verdict.RIGHT, plain)
        elif _bare(text) in {_bare(one) for one in (expected.shown, *expected.accepted)}:
            return Judged(Verdict.RIGHT, expected.shown)
    is_own = expected.rule is not AnswerRule.EXACT and folded(text) != ""
    return Judged(Verdict.REAL if is_own or looks_real(text) else Verdict.WRONG)


def is_real_so_far(expected: Expected, text: str) -> bool:
    """Say whether what is typed so far must go at once: it looks real and leads to no answer."""
    return looks_real(text) and not _leads_to_an_answer(expected, text)


def _bare(text: str) -> str:
    return _BETWEEN.sub("", folded(text))


def _leads_to_an_answer(expected: Expected, text: str) -> bool:
    if len(text) > LONGEST_ANSWER:
        return False
    if expected.rule is AnswerRule.PIECES:
        found, left = _pieces(expected, folded(text))
        others = [piece for piece in map(folded, expected.pieces) if piece not in found]
        is_joining = len(left) == 1 and left in expected.between
        return not left or is_joining or any(piece.startswith(left) for piece in others)
    bare = _bare(text)
    return any(_bare(one).startswith(bare) for one in (expected.shown, *expected.accepted))


def _pieces(expected: Expected, plain: str) -> tuple[list[str], str]:
    """Return the pieces at the head of `plain`, and what is left after them."""
    left, found = plain, list[str]()
    pieces = sorted(map(folded, expected.pieces), key=len, reverse=True)
    while left:
        piece = next((one for one in pieces if left.startswith(one) and one not in found), "")
        if not piece:
            break
        found.append(piece)
        left = left[len(piece) :]
        # a sign at the very end joins nothing
        if len(left) > 1 and left[0] in expected.between:
            left = left[1:]
    return found, left


def _is_put_together(expected: Expected, plain: str) -> bool:
    found, left = _pieces(expected, plain)
    has_figure = any(piece.isdigit() for piece in found)
    return not left and len(found) >= expected.least and (has_figure or not expected.needs_figure)
