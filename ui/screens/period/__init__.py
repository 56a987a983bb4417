# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which days the pages of the coordinator look at."""
