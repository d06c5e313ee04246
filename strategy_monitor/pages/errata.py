"""What was corrected or withdrawn, edition by edition: when, why, and what changed. An update is no correction."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.pages.history import HistoryViewing, ReleaseStanding
from strategy_monitor.pages.viewing import page_from, read_frame
from strategy_monitor.pages.views import show


def corrections(standings: Iterable[ReleaseStanding]) -> list[tuple[str, list[ReleaseStanding]]]:
    """The releases that correct their edition, and those that were withdrawn: by edition, then by release, newest
    first, as they are given. Each is compared with the one that it follows, as everywhere."""
    by_edition = sorted(standings, key=lambda one: one.head.edition, reverse=True)
    return [
        (edition, [one for one in of_edition if one.head.corrects or one.head.withdrawn])
        for edition, of_edition in groupby(by_edition, key=lambda one: one.head.edition)
    ]


@page_from(read_frame)
def errata(request: HttpRequest, viewing: HistoryViewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/errata.html",
        title=_("Errata"),
        description=_("Chaque correction du rapport et chaque version retirée : la date, la raison, ce qui a changé."),
        editions=corrections(viewing.standings),
        names_people=any(one.names_people and not one.head.withdrawn for one in viewing.standings),
        unstated=any(head.corrects and not head.kind for head in viewing.heads),
        complete=viewing.complete,
    )
