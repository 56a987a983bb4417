# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person takes away from a booking."""
