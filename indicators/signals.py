"""What the working copy tells the site around it, which it does not know."""

from __future__ import annotations

from django.dispatch import Signal

figures_changed = Signal()
"""Sent after what is measured was saved, imported or deleted, by the request that did it.

`indicator`: key of the indicator that was touched; None where any may have been. The site's quality gate listens: what
it finds is in the record of findings when `send` returns.
"""
