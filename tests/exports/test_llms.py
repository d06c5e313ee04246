"""llms.txt: each indicator in one sentence that can be quoted, at its permanent address."""

from __future__ import annotations

import re

import pytest

from strategy_monitor.exports.llms import as_llms_txt
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french
from strategy_monitor.report import reading
from strategy_monitor.report.leads import leads_of
from strategy_monitor.report.standing import stand_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def said(publication: Publication) -> str:
    return as_llms_txt(Scope(publication))


def test_each_indicator_has_one_line_with_its_address_its_figure_and_what_it_compares_to(
    publication: Publication, said: str
) -> None:
    told = dict(re.findall(r"^- \[(\d[\w.-]*)\]\(\S+\)\u202f: (.*)$", said, re.MULTILINE))
    assert list(told) == [one.code for one in publication.report.indicators]
    for one in publication.report.indicators:
        assert publication.permalink("indicator", one.code) in said
        assert french.typeset(reading.write_leads(one).rstrip(".")) in told[one.code]
        for lead in leads_of(one).first:
            assert lead.question is None or lead.question.word in told[one.code], one.code
    assert told["2-I2"].endswith("Données\u202f: TALIS 2018.")
    assert "OCDE" in told["2-I2"]


def test_a_sentence_that_is_not_to_be_quoted_without_its_question_says_it(publication: Publication, said: str) -> None:
    """As the first page does: on the indicator, or on what leads it."""
    questioned = {
        one.code: stand.question.word
        for axis in publication.report.axes
        for one in axis.all_indicators
        if (stand := stand_of(axis, one)).question
    }
    ends = re.findall(r"^- \[(\d[\w.-]*)\].*\. (Question ouverte|Erreur du rapport)\.$", said, re.MULTILINE)
    assert {code: word.lower() for code, word in ends} == questioned
    assert questioned["2-I1"] == "erreur du rapport"
    assert questioned["2.2-O1"] == "question ouverte"


def test_it_says_its_release_and_its_terms(publication: Publication, said: str) -> None:
    assert "Édition 2025, version 1, publiée le 2\u00a0mars\u00a02026" in said
    assert french.typeset(publication.licence.sentence) in said
    assert publication.citation() in said
    assert all(address.startswith(publication.site) for address in re.findall(r"https?://[^\s)]+", said))
