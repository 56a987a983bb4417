# SPDX-License-Identifier: AGPL-3.0-or-later
"""Squares that earlier versions printed, as they stand on the papers that people keep."""

PRINTED_BEFORE = (
    "SQ1:W50H00PE4XS82:CGG0T9S6A09/K010+21KX504E+TC%86M+90IAB.0KX52ECMEDCJ04EC100KB0*"
    "M0DY0W016C1PN1:Y1I12$C2BO2UZ2423ND3.O3G 3Z249E4SP42$4L35+E5EQ5X$5746QF60R6J%6%47"
    "CG7VR75*7"
)
"""A ticket of version 0.1.0, signed with the bytes 0 to 63."""
