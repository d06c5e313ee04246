"""The texts of the working copy that wait for a second reader, beside what the public reads."""

from __future__ import annotations

from strategy_monitor.releases import load
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.standing import read_standing
from strategy_monitor.texts.unread import UnreadText, find_unread


def unread_texts() -> list[UnreadText]:
    """All of them, in the order of the report; also those of notes on drafts. Raises NothingToBuild."""
    public = load.current_release()
    return find_unread(read_standing(default_edition(), public.head if public else None, drafts=True).texts)
