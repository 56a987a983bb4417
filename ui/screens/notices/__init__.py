# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person may read before anything: data, accessibility, the place."""
