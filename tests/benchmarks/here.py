"""The site as it was before documents were written in a process of their own: a contender of `documents`."""

from strategy_monitor.settings import *  # noqa: F403

DOCUMENTS_APART = False
