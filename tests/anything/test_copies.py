"""Whatever the forms accept is published, and every page, chart, file and answer of it is written.

A few copies here, of which one address of each kind is asked; `EXAMPLES=300` for as many as one has the time for, with
all their addresses and documents. Each copy stands in a transaction of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from strategy_monitor.bake import routes
from strategy_monitor.charts import plotly, svg
from strategy_monitor.charts.chart import charts_for
from strategy_monitor.documents.compose import papers
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.report.compare import compare
from strategy_monitor.report.document import Report
from strategy_monitor.report.search import answer_question
from strategy_monitor.report.search_index import index
from tests.anything.copies import cleaned, texts, working_copy
from tests.api.asking import addresses
from tests.charts import choices
from tests.environment import EXAMPLES, examples
from tests.memory import forget

SITE = "https://suivi.exemple.be"
EDITIONS = st.sampled_from(["2025", "2025", "2025-2026", "_", "-", "e" * 20, "0"])
DESK = ("", "publier/", "alertes/", "copie/", "copie/indicateurs/1-I1/", "apercu/axes/1/")
ENGLISH = re.compile(r"\b(Ensure|Enter|valid|field|required|must)\b")


def written(report: Report) -> None:
    """The document itself, and the charts of the pages."""
    assert canonical.load(canonical.dump(report)) == report
    for indicator in report.indicators:
        for chart in charts_for(indicator):
            plotly.validate_figure(chart)
            json.dumps(plotly.build_figure(chart), allow_nan=False)
            svg.draw_file(chart)
    assert choices.write_choices(report)
    for asked in ("formation", "2022", "é", "<", "%"):
        answer_question(index(report), asked)


def set_on_paper(report: Report, before: Report) -> None:
    """The documents, with what changed since another copy; set as PDF and as Word where there is time."""
    publication, since = Publication(report, None, SITE), compare(before, report)
    assert not compare(report, report)
    assert len(compare(report, before).entries) == len(since.entries)
    composed = [
        papers.report_paper(publication),
        papers.annotated_report_paper(publication, since),
        papers.axis_paper(publication, 1),
        papers.annotated_axis_paper(publication, 1, since),
        papers.summary_paper(publication, since),
    ]
    for form in FORMATS.values() if EXAMPLES else ():
        assert all(form.write(paper) for paper in composed)


def to_ask() -> Iterator[str]:
    """What the public may ask for, but documents and past releases; one address of each route where time counts."""
    heads = load.heads()
    report = load.current().report
    for route in routes.routes():
        parts = route.parts
        if parts & (routes.MOUNT | routes.PAIR) or "form" in parts:
            continue
        found = [route.path(values) for values in routes.KNOWN[parts](report)]
        yield from found if EXAMPLES else found[-1:]
    yield from (f"/api/v1/{path}" for path in addresses())
    yield f"/versions/{heads[0].edition}/{heads[0].number}/"
    yield from (f"/bureau/{path}" for path in DESK)


@pytest.mark.django_db
def test_whatever_the_forms_accept_is_published_and_shown(admin_client: Client) -> None:
    before: list[Report] = []

    @settings(
        max_examples=examples(2), deadline=None, derandomize=True, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def holds(data: Any) -> None:
        forget()
        with transaction.atomic():
            copy = working_copy(data.draw)
            assert not [said for found in copy.refused.values() for said in found if ENGLISH.search(said)]
            edition, reason = data.draw(EDITIONS), cleaned(data.draw(texts(1000))) or "Première."
            publish(edition, reason, copy.person, override=reason)
            report = build(edition, drafts=True)
            written(report)
            set_on_paper(report, before[-1] if before else report)
            before.append(report)
            for address in to_ask():
                response: Any = admin_client.get(address)
                assert response.status_code in {200, 302}, address
                assert response.status_code == 302 or (b"".join(response) if response.streaming else response.content)
            transaction.set_rollback(True)

    holds()
