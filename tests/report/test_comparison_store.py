"""A comparison that is stored says what it said when it was made, from as little of it as is asked."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from strategy_monitor.report import comparison_store, paging
from strategy_monitor.report import document as doc
from strategy_monitor.report.compare import compare
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, Section
from strategy_monitor.report.comparison_pages import keep_page, write_span
from strategy_monitor.report.comparison_store import (
    StoredComparison,
    UnreadableComparison,
    pack_comparison,
    unpack_comparison,
)
from strategy_monitor.report.diff import differences
from tests.environment import examples
from tests.report.arbitrary import REPORTS
from tests.report.editing import REPORT, edited, put

NAMES = tuple(field.name for field in dataclasses.fields(ComparisonEntry))


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few changes stand in several."""
    monkeypatch.setattr(comparison_store, "TOGETHER", 2)
    monkeypatch.setattr(comparison_store, "CHANGES_TOGETHER", 3)
    monkeypatch.setattr(paging, "MOST_ON_PAGE", 3)


def bare(entries: Iterable[ComparisonEntry]) -> tuple[ComparisonEntry, ...]:
    """Without the changes that they tell, which are not stored with them."""
    return tuple(ComparisonEntry(**{name: getattr(entry, name) for name in NAMES}) for entry in entries)


def essence(section: Section) -> tuple[Any, ...]:
    groups = tuple((group.topic, group.title, bare(group.entries)) for group in section.groups)
    return section.axis, section.title, section.hue, groups


def said(found: Comparison) -> tuple[Any, ...]:
    """All that is asked of a comparison."""
    return (
        *(bool(found), len(found.entries), bare(found.entries), bare(found.entries[:3]), bare(found.entries[1:-1])),
        *(found.before, found.after, found.counts, found.counted, tuple(found.changes)),
        *(bare(found.telling()), bare(found.telling(1)), [one.what for one in found.entries]),
        [essence(one) for one in found.sections],
        *(dict(found.kinds), bare(found.entries[2:5]), bare(found.entries[-3::2])),
        [write_span(*ends) for ends in paging.list_ends(found.entries)],
        [bare(keep_page(found, page + 1).entries) for page in range(paging.count_pages(found.entries))],
    )


def check(before: doc.Report, after: doc.Report) -> None:
    made = compare(before, after)
    stored = unpack_comparison(pack_comparison(made))
    assert said(stored) == said(made)
    for number in (None, *(axis.number for axis in (*before.axes, *after.axes)), 99):
        assert said(stored.of_axis(number)) == said(made.of_axis(number))
    for page, code in {(one.subject.page, one.subject.code) for one in made.entries} | {("indicator", "9.9-O9")}:
        assert stored.of(page, code) == bare(made.of(page, code))


@settings(deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited(), edited())
def test_it_says_the_same_of_what_was_edited(before: doc.Report, after: doc.Report) -> None:
    check(before, after)


@settings(
    deadline=None,
    max_examples=examples(15),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(REPORTS, REPORTS)
def test_it_says_the_same_of_any_two_reports(before: doc.Report, after: doc.Report) -> None:
    check(before, after)


def test_each_difference_is_told_by_itself() -> None:
    after = put(REPORT, "axes.0.actions.0.indicators.0.remark", "Autre.")
    (change,) = differences(REPORT, after)
    (told,) = unpack_comparison(pack_comparison(compare(REPORT, after))).changes
    assert {name: getattr(told, name) for name in vars(told)} == {name: getattr(change, name) for name in vars(told)}


def test_what_is_told_of_one_thing_is_read_without_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    after = put(REPORT, "axes.0.actions.0.indicators.0.remark", "Autre.")
    after = put(after, "strategy.title", "Autre titre")
    stored = unpack_comparison(pack_comparison(compare(REPORT, after)))
    read: list[bytes] = []
    whole = zlib.decompress
    monkeypatch.setattr(zlib, "decompress", lambda content: read.append(content) or whole(content))
    assert (bool(stored), stored.counted, stored.telling()) == (True, "2\N{NO-BREAK SPACE}textes", ())
    assert len(stored.of_axis(None).entries) == 1
    assert read == []
    assert len(stored.of("indicator", after.indicators[0].code)) == 1
    assert len(read) == 1


def test_a_page_reads_the_blocks_that_it_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    after = REPORT
    for place, name in enumerate(("remark", "context", "short_title", "title", "method", "planned_source")):
        after = put(after, f"axes.0.actions.0.indicators.0.{name}", f"Autre {place}.")
    stored = unpack_comparison(pack_comparison(compare(REPORT, after)))
    assert len(stored.entries) >= 5
    read: list[bytes] = []
    whole = zlib.decompress
    monkeypatch.setattr(zlib, "decompress", lambda content: read.append(content) or whole(content))
    assert dict(stored.kinds) == {"changed": len(stored.changes)}
    assert read == []
    assert stored.entries[4].subject.code == after.indicators[0].code
    assert len(read) == 1
    assert len(keep_page(stored, 2).entries) >= 2  # the fourth, and what stands in the block after it
    assert len(read) == 3


@pytest.mark.parametrize("content", [b"", b"abc", b"\x05\x00\x00\x00abcde", zlib.compress(b"{}")])
def test_what_was_not_packed_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableComparison):
        unpack_comparison(content)


def test_a_block_that_is_cut_is_refused_when_it_is_read() -> None:
    packed = pack_comparison(compare(REPORT, put(REPORT, "strategy.title", "Autre titre")))
    stored: StoredComparison = unpack_comparison(packed[:-9])
    with pytest.raises(UnreadableComparison):
        tuple(stored.changes)
