# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places, for the staff: look through it, read one sheet, print its paper."""
