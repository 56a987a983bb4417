# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes numbers that could be somebody's own, valid by their keys, as people write them."""

from __future__ import annotations

import string

from hypothesis import strategies as st

_PERSONA_BIRTH = (1, 1, 1990)
_FULL_WIDTH = str.maketrans(string.digits, "０１２３４５６７８９")
_ARABIC = str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")
_PERSIAN = str.maketrans(string.digits, "۰۱۲۳۴۵۶۷۸۹")
_UNSEEN = ("\u200e", "\u200f", "\u202a", "\u202c", "\u2066", "\u2069", "\u200b", "\u00ad")


def _figures(n_least: int, n_most: int | None = None):
    return st.text(string.digits, min_size=n_least, max_size=n_most or n_least)


def luhn_check(body: str) -> str:
    """Return the last figure of a card (ISO/IEC 7812)."""
    total = 0
    for at, sign in enumerate(reversed(body)):
        doubled = int(sign) * (2 if at % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def iban(country: str, account: str) -> str:
    """Return an account number with its key (ISO 13616, modulo 97)."""
    moved = f"{account}{country}00".upper()
    number = int("".join(str(int(sign, 36)) for sign in moved))
    return f"{country}{98 - number % 97:02d}{account}"


def _security_number(parts: tuple[str, int, int, int, str]) -> str:
    sex, year, month, department, rest = parts
    body = f"{sex}{year:02d}{month:02d}{department:02d}{rest}"
    return f"{body}{97 - int(body) % 97:02d}"


SECURITY_NUMBERS = st.tuples(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(1, 95),
    _figures(6),
).map(_security_number)
ACCOUNTS = st.one_of(
    _figures(23).map(lambda account: iban("FR", account)),
    _figures(18).map(lambda account: iban("DE", account)),
    st.tuples(st.text(string.ascii_uppercase, min_size=4, max_size=4), _figures(14)).map(
        lambda parts: iban("GB", "".join(parts))
    ),
    st.text(string.ascii_uppercase, min_size=10, max_size=20).map(
        lambda account: iban("MT", account)
    ),
)
PHONES = st.tuples(st.sampled_from(("0", "+33", "0033")), st.sampled_from("12345679"), _figures(8))
CARDS = _figures(12, 18).map(lambda body: body + luhn_check(body))
FILE_NUMBERS = st.one_of(
    _figures(7), _figures(7).map(lambda number: f"{number}A"), _figures(10), _figures(13)
)
MAILS = st.tuples(
    st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=15),
    st.sampled_from(("orange.fr", "gmail.com", "laposte.net", "courriel.example")),
).map("@".join)
_DAYS = st.tuples(st.integers(1, 28), st.integers(1, 12), st.integers(1920, 2020)).filter(
    lambda day: day != _PERSONA_BIRTH
)
DATES = st.one_of(
    _DAYS.map(lambda day: f"{day[0]:02d}/{day[1]:02d}/{day[2]}"),
    _DAYS.map(lambda day: f"{day[0]}.{day[1]}.{day[2] % 100:02d}"),
    _DAYS.map(lambda day: f"{day[0]} mars {day[2]}"),
    _DAYS.map(lambda day: f"{day[2]}-{day[1]:02d}-{day[0]:02d}"),
    _DAYS.map(lambda day: f"{day[0]:02d}{day[1]:02d}{day[2]}"),
)
NUMBERS = st.one_of(SECURITY_NUMBERS, ACCOUNTS, PHONES.map("".join), CARDS, FILE_NUMBERS)


@st.composite
def _spaced(draw, values):
    """Draw a number with signs between its figures, as on the paper it is copied from."""
    value = draw(values)
    every = draw(st.integers(2, 5))
    sign = draw(st.sampled_from((" ", ".", "-", "\u00a0", "\u202f", "/", "")))
    return sign.join(value[at : at + every] for at in range(0, len(value), every))


@st.composite
def _disguised(draw, values):
    """Draw a value in other figures, with signs that nobody sees."""
    value = draw(values)
    figures = draw(st.sampled_from(({}, _FULL_WIDTH, _ARABIC, _PERSIAN)))
    at = draw(st.integers(0, len(value)))
    unseen = draw(st.sampled_from(("", *_UNSEEN)))
    return value[:at].translate(figures) + unseen + value[at:].translate(figures)


REAL_VALUES = _disguised(st.one_of(_spaced(NUMBERS), MAILS, DATES))
"""What could be somebody's own, in any disguise."""
