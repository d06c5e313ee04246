"""What would be published as it stood at one moment: what the page that publishes shows of it, and no more."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.rights import reads_working_copy
from strategy_monitor.backoffice.people import read_names
from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.campaigns.models import Campaign, Demand
from strategy_monitor.campaigns.owed import find_owing
from strategy_monitor.desk.access import PREVIEW, Desk, compare_publication
from strategy_monitor.desk.readings import name_state, pack_reading, read_settled
from strategy_monitor.errata.carrying import list_echoes
from strategy_monitor.jobs.doing import Held, JobRefused
from strategy_monitor.language.codes import JobStep
from strategy_monitor.pages.history import count_changes
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.quality.working_copy import read_visits
from strategy_monitor.releases import load
from strategy_monitor.releases.candidate import read_candidate
from strategy_monitor.releases.publish import newest
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.diff import ToldChange, tell_change
from strategy_monitor.report.document import Report
from strategy_monitor.texts.changed import ChangedText, TextKey
from strategy_monitor.texts.unread import list_worded


@dataclass(frozen=True)
class ToldText:
    """A text that the public would read otherwise, as a page that lists it needs it."""

    key: TextKey
    name: str
    public: str | tuple[str, ...] | None
    now: str | tuple[str, ...] | None

    @property
    def wording(self) -> str:
        """As `ChangedText.wording`."""
        return json.dumps(self.now, ensure_ascii=False)


@dataclass(frozen=True)
class Outlook:
    edition: str
    sha256: str
    """Of the document that would be published."""
    before: str
    """Name of the release in force; empty where there is none."""
    head: int | None
    """Key of the one that the public reads."""
    report: Report
    """Its frame alone: the strategy and the acronyms."""
    counted: str
    changes: tuple[ToldChange, ...]
    faults: tuple[QualityFault, ...]
    texts: tuple[ToldText, ...] = ()
    echoes: tuple[int, ...] = ()
    """Keys of the corrections of closed editions that it does not have, and that nobody had answered."""
    lacking: int = 0
    """How many indicators owe its campaign a value."""

    @property
    def viewing(self) -> Desk:
        """What pages are shown from. Two queries."""
        head = next((one for one in load.every_head() if one.pk == self.head), None)
        told = {"changes": self.changes, "texts": list(self.texts), "names": read_names()}
        return Desk(self.report, PREVIEW, "desk", head, head, preview=True, **told)  # type: ignore[arg-type]


def read_state(edition: str) -> str:
    """What stands for all that an outlook is found from; empty where changes leave no mark. Answers to findings and to
    corrections, and readings of texts, are no part of it: they are asked for when it is shown."""
    visits = sorted((url, one.status, one.error) for url, one in read_visits().items())
    heads = [(one.pk, one.in_force) for one in load.every_head()]
    demands = Demand.objects.filter(campaign__edition__label=edition).select_related("campaign").order_by("pk")
    asked = [(one.provider_id, str(one.campaign.opens_on), str(one.due)) for one in demands]
    return name_state(edition, visits, heads, asked)


def count_lacking(edition: str) -> int:
    """How many indicators owe the campaign of this edition a value; none before it has begun."""
    today = timezone.localdate()
    open_ones = Campaign.objects.filter(edition__closed_at=None, opens_on__lte=today).select_related("edition")
    campaign = open_ones.filter(edition__label=edition).first()
    return len(find_owing(campaign, today)) if campaign else 0


def make_outlook(edition: str) -> tuple[Outlook, Desk]:
    """Of the copy as it is now, without its texts; and what pages of it are shown from. Raises NothingToBuild where
    there is no strategy yet."""
    before = newest()
    tell_progress(JobStep.READING)
    candidate = read_candidate(edition)
    tell_progress(JobStep.COMPARING)
    viewing = compare_publication()
    found = Outlook(
        candidate.copy.edition,
        candidate.sha256,
        str(before or ""),
        viewing.head.pk if viewing.head else None,
        frame_of(viewing.report),
        count_changes(viewing.changes),
        tuple(map(tell_change, viewing.changes)),
        candidate.faults,
        echoes=tuple(echo.correction.pk for echo in list_echoes(viewing.report)),
        lacking=count_lacking(edition),
    )
    return found, viewing


def read_outlook(edition: str) -> tuple[Outlook, str]:
    """With its texts that wait for a reader or may (those that an account wrote), and its state: empty where somebody
    wrote meanwhile. Raises as `make_outlook`."""
    state = read_state(edition)
    found, viewing = make_outlook(edition)
    found = replace(found, texts=tuple(map(tell_text, list_worded(viewing.texts))))
    return found, state if state == read_state(edition) else ""


def frame_of(report: Report) -> Report:
    """What every page says of it, without what it consists of."""
    governance = report.governance.model_copy(update={"measures": ()})
    emptied = {"axes": (), "providers": (), "scale": (), "scale_notes": (), "governance": governance}
    return report.model_copy(update=emptied)


def tell_text(text: ChangedText) -> ToldText:
    return ToldText(text.key, text.name, text.public, text.now)


@collector_at_rest()
def read_apart(held: Held) -> None:
    """What would be published, read by a job."""
    author = held.job.asked_by
    if not (author.is_active and reads_working_copy(author)):
        raise JobRefused(_("Ce compte ne lit plus la copie de travail."))
    try:
        found, state = read_settled(lambda: read_outlook(held.job.subject))
    except NothingToBuild as error:
        raise JobRefused(str(error)) from error
    held.finish(found=pack_reading(Outlook, found), state=state)
