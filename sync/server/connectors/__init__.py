# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways out of the city server: text messages, mail."""
