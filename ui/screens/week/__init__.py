# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week at the post: appointments, free time, what kiosks keep, absences, moves."""
