"""What search engines read in the pages: the release, in schema.org."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from strategy_monitor.exports import linked
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.exports.publication import Publication
from strategy_monitor.report import reading
from strategy_monitor.web.authority import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RELEASE = "https://suivi.exemple.be/versions/2025/1/"


def test_every_indicator_is_a_data_set_that_a_search_engine_accepts(publication: Publication) -> None:
    for indicator in publication.report.indicators:
        node = linked.describe_indicator(publication, indicator)
        assert (node["@context"], node["@type"]) == ("https://schema.org", "Dataset")
        assert node["name"] == typeset_line(indicator.title)
        assert 50 <= len(node["description"]) <= 5000, "what Google takes for a description"
        assert node["url"] == f"{RELEASE}indicateurs/{indicator.code}/"
        assert node["version"] == "2025.1"
        assert len(node.get("creator", [])) == len(indicator.providers)
        assert all(file["contentUrl"].startswith(RELEASE) for file in node["distribution"])


def test_a_main_figure_is_told_as_on_the_page_and_a_doubt_with_it(publication: Publication) -> None:
    for indicator in publication.report.indicators:
        told = {
            one["name"]: one for one in linked.describe_indicator(publication, indicator).get("variableMeasured", [])
        }
        assert set(told) == {typeset_line(series.label) for series in indicator.headlines}
        for series in indicator.headlines:
            assert series.latest
            text = told[typeset_line(series.label)]["description"]
            assert text.startswith(typeset_line(reading.write_lead(series)))
            assert text.endswith("(mis en doute)") == series.latest.doubtful


def test_the_days_covered_are_days(publication: Publication) -> None:
    indicator = publication.report.indicator("2.2-O2")
    assert indicator
    start, end = linked.describe_indicator(publication, indicator)["temporalCoverage"].split("/")
    assert dt.date.fromisoformat(start) < dt.date.fromisoformat(end)


def test_a_licence_is_named_once_it_is_decided(publication: Publication) -> None:
    indicator = publication.report.indicators[0]
    assert "license" not in linked.describe_indicator(publication, indicator)
    decided = replace(publication, licence=Licence("CC BY 4.0", "https://exemple.be/by"))
    assert linked.describe_indicator(decided, indicator)["license"] == "https://exemple.be/by"


def test_the_report_and_the_catalogue_name_each_other_as_the_data_sets_do(publication: Publication) -> None:
    node = linked.describe_indicator(publication, publication.report.indicators[0])
    assert node["isPartOf"]["@id"] == linked.describe_report(publication)["@id"]
    whole = linked.describe_catalogue(publication, whole=True)
    assert (
        node["includedInDataCatalog"]["@id"]
        == whole["@id"]
        == linked.describe_catalogue(publication, whole=False)["@id"]
    )
    assert [one["@id"] for one in whole["dataset"]] == [
        linked.describe_indicator(publication, one)["@id"] for one in publication.report.indicators
    ]
    assert linked.describe_report(publication)["reportNumber"] == "2025.1"
