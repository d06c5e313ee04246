"""Links that edit what is read, on the pages of the working copy: the desk says which, the pages say where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from strategy_monitor.language import french


@dataclass(frozen=True)
class Act:
    """A link to where something is done with what is read."""

    word: str
    address: str
    state: str = ""
    """The code of the state that the word tells; empty for what is done."""


class Acts(Protocol):
    """What the reader of a working copy may do, asked thing by thing, by what the document knows of it."""

    def on(self, kind: str, code: str, name: str = "") -> tuple[Act, ...]:
        """Editing one thing, or one text of it."""

    def adding(self, kind: str, above: str, code: str) -> tuple[Act, ...]:
        """Adding a thing of this kind below another one."""

    def on_series(self, indicator: str, key: str) -> tuple[Act, ...]:
        """Adding a value to a series, editing the series."""

    def on_value(self, indicator: str, key: str, period: str) -> tuple[Act, ...]:
        """Where a value stands in its life, editing it."""


def write_acts(acts: Iterable[Act], about: str) -> SafeString:
    """The links, as they stand beside what they speak of; `about` names it to who hears them one by one."""
    every = tuple(acts)
    if not every:
        return mark_safe("")
    hidden = french.typeset(f" : {about}") if about else ""
    told = (((one.state and "state " + one.state) or "act", one.address, one.word, hidden) for one in every)
    links = format_html_join(" ", '<a class="{}" href="{}">{}<span class="hidden">{}</span></a>', told)
    return format_html('<span class="acts ui">{}</span>', links)
