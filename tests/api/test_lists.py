"""Lists: filters keep what they say, pages cover all of it once, and a publication does not tear a walk."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.test import Client

from indicators.models import Indicator, Observation
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import search
from tests.api.asking import ask, current, everything, got, listed
from tests.vouched import change

pytestmark = pytest.mark.usefixtures("published")

Item = dict[str, Any]


def test_a_walk_covers_each_list_once_in_order_whatever_the_size_of_its_pages() -> None:
    for path in listed():
        whole = everything(path)
        for limit in (1, 7, 200):
            found, address = [], path + ("&" if "?" in path else "?") + f"limit={limit}"
            while address:
                page = got(address)
                assert page["count"] == len(whole)
                assert len(page["items"]) <= limit
                found += page["items"]
                address = page["next"]
                if limit == 1 and len(found) == 8:
                    break
            assert found == whole[: len(found)], path
            assert limit == 1 or len(found) == len(whole), path


def test_the_way_back_is_the_way_there() -> None:
    first = got("notes", limit=80)
    second = got(first["next"])
    assert got(second["previous"]) == first
    assert first["previous"] is None


def test_the_header_names_the_same_pages() -> None:
    response = ask("notes", limit=80, offset=80, severity="doubt")
    page = response.json()
    links = dict(reversed(one) for one in re.findall(r'<([^>]+)>; rel="(\w+)"', response["Link"]))
    assert (links.get("prev"), links.get("next")) == (page["previous"], page["next"])
    assert got(links["last"])["next"] is None
    assert got(links["first"])["previous"] is None


def test_beyond_the_end_there_is_nothing_and_a_way_back() -> None:
    page = got("axes", offset=100_000)
    assert (page["items"], page["next"], page["count"]) == ([], None, 5)
    assert len(got(page["previous"])["items"]) == 5


def test_a_publication_between_two_pages_does_not_tear_a_walk(client: Client) -> None:
    before = everything("indicators")
    page = got("indicators", limit=10)
    found = page["items"]
    Indicator.objects.get(code="1.4-O1").delete()
    publish("2025", "Un indicateur de moins.")
    assert got("indicators")["count"] == len(before) - 1
    while page["next"]:
        page = got(page["next"])
        found += page["items"]
    assert found == before


def kept(path: str, keeps: Callable[[Item], bool], **parameters: object) -> None:
    """The filter keeps these items of the whole list, and no other."""
    wanted = [item for item in everything(path) if keeps(item)]
    assert everything(path, **parameters) == wanted, (path, parameters)


def test_indicators_are_filtered_by_each_parameter_and_by_all_together() -> None:
    whole = everything("indicators")
    for name in ("axis", "category", "nature"):
        for value in {item[name] for item in whole}:
            kept("indicators", lambda item, n=name, v=value: item[n] == v, **{name: value})
    for level in ("0", "1", "2", "3", "4", "5", "none"):
        wanted = None if level == "none" else int(level)
        kept("indicators", lambda item, w=wanted: item["level"] == w, level=level)
    for code in {code for item in whole for code in item["providers"]}:
        kept("indicators", lambda item, c=code: c in item["providers"], provider=code)
    for value, text in ((True, "true"), (False, "false")):
        kept("indicators", lambda item, v=value: item["flagged"] is v, flagged=text)
    for axis, nature in product(range(1, 6), ("progress", "quantitative", "informational")):
        kept(
            "indicators",
            lambda item, a=axis, n=nature: item["axis"] == a and item["nature"] == n and item["flagged"],
            axis=axis, nature=nature, flagged="true",
        )  # fmt: skip


def test_a_search_finds_what_the_site_finds(client: Client) -> None:
    for query in ("formation", "E-CLASSE", "pisa 2022", "école", "rien de tel"):
        hits = [hit for hit in everything("search", q=query) if hit["kind"] == "indicator"]
        assert {hit["code"] for hit in hits} == {item["code"] for item in everything("indicators", q=query)}
        shown, number = "", 1
        while number:
            page = client.get("/recherche/", {"q": query, "page": number}).content.decode()
            shown, number = shown + page, number + 1 if 'rel="next"' in page else 0
        assert all(f"/indicateurs/{hit['code']}/" in shown for hit in hits)


def test_a_search_gives_all_that_it_finds_and_cuts_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = everything("search", q="formation")
    assert len(found) == got("search", q="formation", limit=5)["count"] > search.MAX_HITS
    cut: list[int] = []
    show = search.show_hit
    monkeypatch.setattr(search, "show_hit", lambda index, rank, *more: cut.append(rank) or show(index, rank, *more))
    assert got("search", q="formation", limit=5, offset=20)["items"] == found[20:25]
    assert len(cut) == 5


def test_indicators_are_sorted_and_those_without_a_level_come_last_either_way() -> None:
    report = current()
    titles = [item["code"] for item in everything("indicators", sort="title")]
    assert everything("indicators", sort="-title") == [got(f"indicators/{code}") for code in reversed(titles)]
    codes = [item["code"] for item in everything("indicators", sort="-code")]
    assert codes[0] == "5.3-O1"
    assert sorted(codes) == sorted(one.code for one in report.indicators)
    for sort in ("level", "-level"):
        levels = [item["level"] for item in everything("indicators", sort=sort)]
        known = [level for level in levels if level is not None]
        assert known == sorted(known, reverse=sort[0] == "-")
        assert levels[len(known) :] == [None] * (len(levels) - len(known))


def touches(period: Item, start: str, end: str) -> bool:
    return bool(period["end"]) and period["end"] >= start and period["start"] <= end


def test_observations_are_filtered_by_period_role_doubt_and_absence() -> None:
    kept("observations", lambda row: row["indicator_code"] == "2.1-O2", indicator="2.1-O2")
    kept("observations", lambda row: row["axis"] == 3, axis=3)
    for role in ("headline", "component", "breakdown", "benchmark", "context"):
        kept("observations", lambda row, r=role: row["role"] == r, role=role)
    for value, text in ((True, "true"), (False, "false")):
        kept("observations", lambda row, v=value: row["doubtful"] is v, doubtful=text)
        kept("observations", lambda row, v=value: bool(row["missing_reason"]) is v, missing=text)
    for start, end in (("2022-01-01", "2022-12-31"), ("2018-09-01", "2019-08-31"), ("2025-02-01", "2025-02-01")):
        kept(
            "observations",
            lambda row, s=start, e=end: touches(row["period"], s, e),
            period_from=start, period_to=end,
        )  # fmt: skip
    assert everything("observations", period_from="2025-01-01", period_to="2020-01-01") == []


def test_an_observation_says_why_it_is_set_against_none_before() -> None:
    rows = {(row["series_key"], row["period"]["label"]): row["no_difference"] for row in everything("observations")}
    apart = "une rupture ou une note de comparabilité sépare les deux valeurs"
    assert rows["programme-de-collaboration", "PISA 2022"] == apart
    assert rows["pc-directions-renouveles", "2024"] == apart
    assert rows["programme-de-collaboration", "2018"] == rows["taux-fondamental", "2023-2024"] == ""


def test_measures_notes_and_references_are_filtered() -> None:
    kept("measures", lambda item: item["axis"] == 2, axis=2)
    kept("measures", lambda item: item["action"] == "3.2-3", action="3.2-3")
    for name in ("kind", "severity", "status", "about"):
        for value in {item[name] for item in everything("notes")}:
            kept("notes", lambda item, n=name, v=value: item[n] == v, **{name: value})
    kept("notes", lambda item: item["axis"] == 5, axis=5)
    for kind in {item["kind"] for item in everything("references")}:
        kept("references", lambda item, k=kind: item["kind"] == k, kind=kind)
    kept("references", lambda item: item["url"] == "", linked="false")
    kept("references", lambda item: item["measure"] == "G-M1", measure="G-M1")
    assert everything("references", measure="G-M1")


def test_changes_between_two_releases_mirror_each_other() -> None:
    assert got("changes") == {
        "release": "2025.1", "count": 0, "next": None, "previous": None, "before": None, "entries": 0, "items": [],
    }  # fmt: skip
    indicator = Indicator.objects.get(code="1.4-O1")
    old, indicator.short_title = indicator.short_title, "Banques de ressources"
    indicator.save()
    publish("2025", "Un titre plus court.")
    answer = got("changes")
    (told,) = answer["items"]
    assert answer["before"] == "2025.1"
    assert [told[name] for name in ("kind", "code", "field", "axis")] == ["changed", "1.4-O1", "short_title", 1]
    assert (told["before"], told["after"]) == (old, "Banques de ressources")
    (mirror,) = got("releases/2025.1/changes", before="2025.2")["items"]
    assert (mirror["before"], mirror["after"]) == (told["after"], told["before"])
    assert got("changes", before="2025.2")["items"] == []
    assert got("changes", kind="added")["items"] == got("changes", axis=2)["items"] == []


def test_changes_are_also_counted_as_pages_count_them() -> None:
    """Another value and another printed string: two differences, of which the pages make one change."""
    figure = Observation.objects.get(series__indicator__code="2.1-O2", value=4944)
    change(figure, value=4945, printed="4.945 heures")
    publish("2025", "Une heure de plus.")
    answer, of_two = got("changes"), compared(*reversed(load.known().heads))
    assert (answer["count"], answer["entries"]) == (len(of_two.changes), len(of_two.entries))
    assert answer["count"] > answer["entries"]
    assert [got("changes", axis=number)["entries"] for number in (1, 2)] == [0, answer["entries"]]
