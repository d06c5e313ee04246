"""Tells people what a campaign asks of them: as it opens, as the day comes near, and once it has passed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from indicators.models import Indicator
from indicators.rights import with_figures_given_to
from strategy_monitor.campaigns.mine import AskedFigure, asked_by, campaign_at_work
from strategy_monitor.campaigns.models import Campaign, ToldPerson
from strategy_monitor.campaigns.moments import moment_reached
from strategy_monitor.campaigns.owed import describe_delay
from strategy_monitor.language import french
from strategy_monitor.language.codes import NoticeKind
from strategy_monitor.notices.readers import readers
from strategy_monitor.notices.telling import News, list_lines, tell
from strategy_monitor.web import mail


def tell_all(today: dt.date) -> int:
    """Tells each whose moment has come, once; returns how many. A fixed number of queries for each person."""
    campaign = campaign_at_work(today)
    if campaign is None or not mail.has_way_out():
        return 0
    people = readers("indicators.add_observation", "indicators.change_observation")
    return sum(tell_person(campaign, one, today) for one in people)


def tell_person(campaign: Campaign, person: Any, today: dt.date) -> bool:
    """Of the figures of the axes and providers given to this person. Whoever was not told yet is told that they are
    asked, however late it is. Whether they were told now.
    """
    mine = frozenset(Indicator.objects.filter(with_figures_given_to(person)).values_list("pk", flat=True))
    asked = asked_by(campaign, mine, today) if mine else []
    if not asked:
        return False
    due = min(one.due for one in asked if one.due)
    told = set(ToldPerson.objects.filter(campaign=campaign, person=person).values_list("moment", flat=True))
    moment = moment_reached(due, today) or (None if told else campaign.opens_on)
    if moment is None or moment in told:
        return False
    kind = NoticeKind.DUE if told else NoticeKind.ASKED
    with transaction.atomic():
        _row, is_first = ToldPerson.objects.get_or_create(campaign=campaign, person=person, moment=moment)
        if is_first:
            tell([person], write_asked(kind, campaign, asked, due, today))
    return is_first


def write_asked(kind: NoticeKind, campaign: Campaign, asked: list[AskedFigure], due: dt.date, today: dt.date) -> News:
    first, later = [one for one in asked if one.due == due], [one for one in asked if one.due != due]
    if due < today:
        title = ngettext(
            "%(n)d chiffre était attendu pour le %(day)s : %(delay)s",
            "%(n)d chiffres étaient attendus pour le %(day)s : %(delay)s",
            len(first),
        )
    else:
        title = ngettext(
            "%(n)d chiffre est attendu pour le %(day)s : %(delay)s",
            "%(n)d chiffres sont attendus pour le %(day)s : %(delay)s",
            len(first),
        )
    told = {"n": len(first), "day": french.write_date(due), "delay": describe_delay(due, today)}
    title %= told
    if later:
        title += ngettext(", %(n)d autre plus tard", ", %(n)d autres plus tard", len(later)) % {"n": len(later)}
    text = list_lines(write_asked_line(one, due) for one in asked)
    said = "\n\n" + campaign.message.strip() if campaign.message.strip() else ""
    return News(kind, title, text + said, reverse("desk-my-figures"))


def write_asked_line(one: AskedFigure, due: dt.date) -> str:
    """« 1.1-O1, Heures, 2024-2025 », with its own day where it is due later than the first."""
    row = one.observation
    where = ", ".join((row.series.indicator.code, row.series.label, row.period_label))
    return f"{where} (pour le {french.write_date(one.due)})" if one.due and one.due != due else where
