# SPDX-License-Identifier: AGPL-3.0-or-later
"""One public method is one thing that a person or a timer does."""
