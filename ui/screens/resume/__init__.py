# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find an appointment again by the number of its ticket."""
