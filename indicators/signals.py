"""What the working copy tells the site around it, which it does not know."""

from __future__ import annotations

from django.dispatch import Signal

figures_changed = Signal()
"""Sent after what is measured was saved, imported or deleted, by the request that did it.

`indicators`: keys of the indicators that were touched; None where any may have been. The site's quality gate listens:
what it finds is in the record of findings when `send` returns.
"""

step_taken = Signal()
"""Sent in the transaction in which one act submitted, validated or returned observations, or undid that.

`step`: the `WorkStatus` that was given; `observations`: all of that act; `user`: who took the step; `why`: the reason
of a return, else empty; `undone`: whether the step was taken back.
"""
