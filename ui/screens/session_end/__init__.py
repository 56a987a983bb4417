# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session is over: nothing is kept, what not to forget."""
