"""Two Reports told to a reader: nothing lost, nothing subtracted that cannot be, and the same from both sides."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from strategy_monitor.report import document as doc
from strategy_monitor.report.compare import compare
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, Move
from strategy_monitor.report.diff import differences, mirror
from strategy_monitor.report.movement import ReadableValue, ValueDifference, compare_plainly, difference
from strategy_monitor.report.people import bears_names
from tests.environment import examples
from tests.report.arbitrary import REPORTS
from tests.report.editing import INDICATOR, NOTE, OBSERVATION, REPORT, SERIES, edited, get, put, turned_parts

INDICATOR_PATH = "axes.0.actions.0.indicators.0"
SERIES_PATH = f"{INDICATOR_PATH}.series.0"
FIGURES = f"{SERIES_PATH}.observations"
FIGURE = f"{FIGURES}.0"
SPACES = str.maketrans("\u202f\u00a0\u2212", "  -")


def plain(text: str) -> str:
    return text.translate(SPACES)


# properties


@settings(deadline=None, max_examples=examples(40))
@given(edited())
def test_a_report_compared_with_itself_is_empty(report: doc.Report) -> None:
    found = compare(report, report.model_copy(deep=True))
    assert not found
    assert (found.sections, found.counts, found.counted, found.telling()) == ((), (), "", ())


@settings(deadline=None, max_examples=examples(50))
@given(edited(), edited())
def test_one_direction_is_the_mirror_of_the_other(before: doc.Report, after: doc.Report) -> None:
    there, back = compare(before, after), compare(after, before)
    assert Counter(map(essence, there.entries)) == Counter(essence(turned(entry)) for entry in back.entries)
    assert [entry.changes[0].what for entry in there.entries] == [entry.changes[0].what for entry in back.entries]


@settings(deadline=None, max_examples=examples(40))
@given(edited(), edited())
def test_every_change_is_told_and_nothing_else(before: doc.Report, after: doc.Report) -> None:
    found = compare(before, after)
    told = [change for entry in found.entries for change in entry.changes]
    assert set(told) == set(differences(before, after))
    assert all(entry.what == (entry.thing or entry.changes[0].what) for entry in found.entries)
    assert sorted(e.what for s in found.sections for e in s.entries) == sorted(e.what for e in found.entries)
    assert sum(number for _topic, number in found.counts) == len(found.entries)


@settings(deadline=None, max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(REPORTS, REPORTS)
def test_any_two_reports_can_be_compared(before: doc.Report, after: doc.Report) -> None:
    there, back = compare(before, after), compare(after, before)
    assert not (there and before == after)
    if not (bears_names(before) or bears_names(after)):  # a name against a number is no change
        assert bool(there) == (before != after)
    assert Counter(map(essence, there.entries)) == Counter(essence(turned(entry)) for entry in back.entries)


def turned(entry: ComparisonEntry) -> ComparisonEntry:
    """The same entry, read from the other side."""
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    there, moved = entry.subject, entry.subject.moved
    subject = replace(there, before=there.after, after=there.before, moved=moved and moved[::-1])
    return replace(
        entry,
        kind=kinds[entry.kind],  # type: ignore[arg-type]
        subject=subject,
        before=entry.after,
        after=entry.before,
        changes=tuple(mirror(change) for change in entry.changes),
        move=entry.move and turned_move(entry.move),
        parts=turned_parts(entry.parts),
    )


def turned_move(move: Move) -> Move:
    steps = {"newer": "older", "older": "newer"}
    gone = move.difference
    opposite = replace(gone, absolute=None if gone.absolute is None else -gone.absolute)
    return replace(
        move,
        step=steps.get(move.step, move.step),  # type: ignore[arg-type]
        before=move.after,
        after=move.before,
        difference=opposite,
    )


def essence(entry: ComparisonEntry) -> ComparisonEntry:
    """Without what is written for one direction only: the sentence of a difference, a proportion, the label after."""
    if entry.move is None:
        return entry
    gone = entry.move.difference
    bare = ValueDifference(gone.absolute, "", None, gone.why_not, "")
    return replace(entry, move=replace(entry.move, series="", difference=bare))


# figures


def with_(path: str, value: Any, report: doc.Report = REPORT) -> doc.Report:
    return put(report, path, value)


def year(label: str, end: int, **values: Any) -> doc.Observation:
    period = doc.Period(kind="school_year", start=dt.date(end - 1, 9, 1), end=dt.date(end, 8, 31), label=label)
    given = {"period": period, "notes": (), "printed": "?"}
    return OBSERVATION.model_copy(update=given | values)


LAST, NEXT = year("2023-2024", 2024), year("2024-2025", 2025, value=Decimal(5438))
SOUND = with_(FIGURES, (LAST,))


def only(before: doc.Report, after: doc.Report) -> ComparisonEntry:
    (entry,) = compare(before, after).entries
    return entry


def test_a_new_period_is_told_as_the_move_of_its_series() -> None:
    entry = only(SOUND, with_(FIGURES, (LAST, NEXT)))
    assert (entry.topic, entry.move and entry.move.step) == ("figures", "newer")
    assert (plain(entry.before), plain(entry.after)) == ("4 944 heures", "5 438 heures")
    assert entry.move
    assert entry.move.periods == ("2023-2024", "2024-2025")
    assert plain(entry.move.difference.text) == "+494 heures (+10 %)"
    assert plain(entry.move.difference.short) == "+10 %"
    assert entry.move.step_text == "nouvelle donnée"


def test_a_new_value_that_replaces_the_old_one_is_the_same_move() -> None:
    entry = only(SOUND, with_(FIGURES, (NEXT,)))
    assert entry.move
    assert (entry.move.step, len(entry.changes)) == ("newer", 2)
    assert plain(entry.move.difference.text) == "+494 heures (+10 %)"


def test_a_correction_is_told_apart_from_new_data() -> None:
    corrected = LAST.model_copy(update={"value": Decimal(4950), "printed": "4.950"})
    first, second = compare(SOUND, with_(FIGURES, (corrected, NEXT))).entries
    steps = {entry.move.step: entry for entry in (first, second) if entry.move}
    assert steps.keys() == {"newer", "corrected"}
    assert plain(steps["corrected"].after) == "4 950 heures"
    assert steps["corrected"].move.periods == ("2023-2024", "2023-2024")  # type: ignore[union-attr]
    assert {change.field for change in steps["corrected"].changes} == {"value", "printed"}
    assert plain(steps["newer"].before) == "4 944 heures", "what the public read before, not the correction"


def test_who_validated_is_told_last_and_as_an_account() -> None:
    entry = only(SOUND, with_(FIGURES, (LAST.model_copy(update={"validator": 3}),)))
    assert (entry.topic, plain(entry.before), plain(entry.after)) == ("layout", "", "le compte n° 3")


def test_what_was_corrected_is_not_counted_as_an_evolution() -> None:
    corrected = LAST.model_copy(update={"value": Decimal(5000)})
    after = with_(FIGURES, (corrected, NEXT))
    for before, now, text in ((SOUND, after, "+438 heures (+8,8 %)"), (after, SOUND, "-438 heures (-8,1 %)")):
        moved = next(e.move for e in compare(before, now).entries if e.move and e.move.step != "corrected")
        assert plain(moved.restated) == "5 000 heures"
        assert plain(moved.difference.text) == text


def test_an_older_value_that_is_added_is_no_move() -> None:
    entry = only(SOUND, with_(FIGURES, (year("2022-2023", 2023), LAST)))
    assert (entry.kind, entry.move, plain(entry.after)) == ("added", None, "4 944 heures")


def test_shares_differ_in_points() -> None:
    before = with_(f"{SERIES_PATH}.unit", "%", with_(f"{FIGURE}.value", Decimal("61.5"), SOUND))
    after = with_(FIGURES, (*get(before, FIGURES), NEXT.model_copy(update={"value": Decimal("64.0")})), before)
    entry = only(before, after)
    assert entry.move
    assert plain(entry.move.difference.text) == "+2,5 points"
    assert (entry.move.difference.absolute, entry.move.difference.relative) == (Decimal("2.5"), None)
    assert plain(entry.move.difference.short) == "+2,5 points"


def test_a_figure_that_arrives_where_none_was_has_no_difference() -> None:
    before = with_(FIGURES, (LAST.model_copy(update={"value": None, "missing_reason": "to_build"}),))
    entry = only(before, SOUND)
    assert (entry.before, entry.topic) == ("à construire", "figures")
    assert entry.move
    assert entry.move.difference == ValueDifference()


def reading(**values: Any) -> ReadableValue:
    series = {name: values.pop(name) for name in ("unit", "population", "quantity") if name in values}
    notes = values.pop("around", ())
    return ReadableValue(
        SERIES.model_copy(update={"unit_singular": "heure"} | series), year("2023-2024", 2024, **values), notes
    )


COMPARABILITY = NOTE.model_copy(update={"kind": "comparability", "severity": "information"})


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ({"notes": (NOTE,)}, {}, "mise en doute"),
        ({}, {"notes": (NOTE.model_copy(update={"kind": "wording", "off_scale": True}),)}, "mise en doute"),
        ({}, {"break_before": "La question a changé."}, "rupture"),
        ({"notes": (COMPARABILITY,)}, {}, "comparabilité"),
        ({}, {"around": (COMPARABILITY,)}, "comparabilité"),
        ({}, {"around": (COMPARABILITY.model_copy(update={"severity": "doubt"}),)}, "comparabilité"),
        ({"unit": "minutes"}, {}, "unité"),
        ({"population": "OCDE"}, {}, "population"),
        ({"manner": "range", "value_high": Decimal(9)}, {}, "fourchette"),
        ({}, {"manner": "minimum"}, "minimum"),
        ({"manner": "cumulative"}, {}, "cumulent"),
        ({"manner": "cumulative"}, {"manner": "cumulative", "cumulative_since": dt.date(2021, 1, 1)}, "cumulent"),
        ({"period": doc.Period(kind="calendar_year", end=dt.date(2023, 12, 31), label="2023")}, {}, "nature"),
    ],
)
def test_what_cannot_be_subtracted_says_why_from_both_sides(
    before: dict[str, Any], after: dict[str, Any], why: str
) -> None:
    sides = reading(**before), reading(**({"value": Decimal(5000)} | after))
    there, back = difference(*sides, "newer"), difference(*reversed(sides), "older")
    assert there.absolute is None
    assert there.text == ""
    assert why in there.why_not
    assert back.why_not == there.why_not
    if not {"unit", "population", "around"} & {*before, *after}:
        assert not compare_plainly(*(one.observation for one in sides)), "tables would say that they are subtracted"


def test_two_values_of_which_nothing_else_is_said_are_known_at_a_look_to_compare() -> None:
    assert compare_plainly(reading().observation, reading(value=Decimal(5000)).observation)


def test_a_break_between_the_two_values_is_seen_even_where_neither_carries_it() -> None:
    broken = year("2024-2025", 2025, break_before="La question a changé.")
    after = with_(FIGURES, (LAST, broken, year("2025-2026", 2026, value=Decimal(9))))
    moved = next(entry for entry in compare(SOUND, after).entries if entry.move)
    assert moved.move
    assert "rupture" in moved.move.difference.why_not


def test_a_correction_does_not_mind_the_break_before_its_period() -> None:
    before = with_(f"{FIGURE}.break_before", "Rupture.", SOUND)
    entry = only(before, with_(f"{FIGURE}.value", Decimal(4950), before))
    assert entry.move
    assert plain(entry.move.difference.text) == "+6 heures (+0,1 %)"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ({"value": Decimal(1)}, {"value": Decimal(2)}, "+1 heure"),
        ({"value": Decimal(10)}, {"value": Decimal(30)}, "+20 heures"),  # a proportion of so few would say « +200 % »
        ({"value": Decimal(20)}, {"value": Decimal(30)}, "+10 heures (+50 %)"),
        ({"value": Decimal(200)}, {"value": Decimal(150)}, "-50 heures (-25 %)"),
        ({"value": Decimal(200)}, {"value": Decimal(200)}, "inchangé"),
        ({"value": Decimal(90), "manner": "approximate"}, {"value": Decimal(95)}, "environ +5 heures"),
    ],
)
def test_a_difference_is_written_as_far_as_it_can_be(before: dict[str, Any], after: dict[str, Any], text: str) -> None:
    assert plain(difference(reading(**before), reading(**after), "newer").text) == text


def test_what_has_no_date_is_told_only_where_it_says_something_else() -> None:
    def undated(edition: str, value: int) -> doc.Observation:
        period = doc.Period(kind="undated", label=f"sans date (rapport {edition})")
        return OBSERVATION.model_copy(update={"period": period, "value": Decimal(value), "notes": ()})

    before = with_(FIGURES, (undated("2025", 4944),))
    same = only(before, with_(FIGURES, (undated("2026", 4944),)))
    assert (same.topic, same.move, same.after) == ("layout", None, "sans date (rapport 2026)")
    other = only(before, with_(FIGURES, (undated("2026", 5438),)))
    assert other.move
    assert (other.topic, other.move.step) == ("figures", "undated")
    assert plain(other.move.difference.text) == "+494 heures (+10 %)"
    dated = only(before, with_(FIGURES, (*get(before, FIGURES), NEXT)))
    assert dated.move
    assert (dated.move.step, dated.move.step_text) == ("undated", "autre valeur, dates non comparables")


# levels, states


def test_a_level_and_its_state_are_told_apart() -> None:
    state = {"value": None, "level": 1, "level_basis": "wording", "state": "Les travaux ont démarré."}
    before = with_(FIGURES, (LAST.model_copy(update=state),))
    after = with_(FIGURES, (*get(before, FIGURES), NEXT.model_copy(update=state | {"level": 3, "state": "En cours."})))
    level, words = compare(before, after).entries
    assert (level.topic, words.topic) == ("levels", "states")
    assert plain(level.before) == "niveau 1 sur 5, déduit du libellé"
    assert level.move
    assert level.move.difference.text == "plus haut"
    assert (words.before, words.after) == ("Les travaux ont démarré.", "En cours.")


def test_the_basis_of_a_level_is_a_change_of_its_own() -> None:
    before = with_(FIGURES, (LAST.model_copy(update={"value": None, "level": 1, "level_basis": "wording"}),))
    entry = only(before, with_(f"{FIGURE}.level_basis", "confirmed", before))
    assert plain(entry.after) == "niveau 1 sur 5, confirmé par le fournisseur"
    assert entry.move
    assert entry.move.difference.text == "même niveau"


@pytest.mark.parametrize(
    ("before", "after", "went"),
    [
        ((1, "minimum"), (1, "exact"), ""),
        ((1, "minimum"), (3, "exact"), ""),
        ((1, "minimum"), (5, "exact"), "plus haut"),
        ((1, "minimum"), (0, "exact"), "plus bas"),
        ((0, "exact"), (1, "minimum"), "plus haut"),
        ((2, "exact"), (1, "minimum"), ""),
        ((5, "exact"), (1, "minimum"), "plus bas"),
        ((1, "minimum"), (2, "minimum"), ""),
    ],
)
def test_where_a_level_went_is_only_said_where_it_is_certain(
    before: tuple[int, str], after: tuple[int, str], went: str
) -> None:
    old, new = (
        {"value": None, "level": level, "level_basis": "wording", "manner": manner} for level, manner in (before, after)
    )
    first = with_(FIGURES, (LAST.model_copy(update=old),))
    entry = only(first, with_(FIGURES, (LAST.model_copy(update=new),), first))
    assert entry.topic == "levels"
    assert entry.move
    assert entry.move.difference.text == went


# topics


@pytest.mark.parametrize(
    ("path", "value", "topic"),
    [
        (f"{INDICATOR_PATH}.title", "Heures", "indicators"),
        ("axes.0.actions.0.indicators", (), "indicators"),
        (f"{INDICATOR_PATH}.series", (), "figures"),
        (f"{INDICATOR_PATH}.source", "AGE", "sources"),
        (f"{INDICATOR_PATH}.definition", "Autre.", "method"),
        (f"{INDICATOR_PATH}.context", "Autre.", "wording"),
        (f"{FIGURE}.data_date", dt.date(2025, 2, 1), "sources"),
        (f"{FIGURE}.break_before", "La question a changé.", "method"),
        (f"{FIGURE}.period.end", dt.date(2024, 7, 1), "method"),
        (f"{FIGURE}.notes", (), "notes"),
        (f"{FIGURE}.notes.0.page", 10, "notes"),
        (f"{FIGURE}.page", 10, "layout"),
        ("axes.0.actions.0.measures.0.text", "Autre.", "wording"),
        ("axes.0.actions.0.measures.0.measures", (), "measures"),
        ("axes.0.actions.0.measures.0.references.0.url", "https://a.be", "references"),
        ("axes.0.actions.0.measures.0.tables.0.title", "Autre.", "wording"),
        ("axes.0.hue", "green", "layout"),
        ("scale.0.caption", "Presque.", "method"),
        ("providers.0.name", "Autre", "sources"),
        ("edition", "2026", "layout"),
    ],
)
def test_a_change_is_told_under_what_it_is_about(path: str, value: Any, topic: str) -> None:
    assert only(REPORT, put(REPORT, path, value)).topic == topic


# what a page and a document read


def told() -> Comparison:
    after = with_(FIGURES, (LAST, NEXT), with_("axes.0.title", "Former les équipes", SOUND))
    return compare(SOUND, with_("strategy.title", "La stratégie", after))


def test_an_indicator_of_two_new_names_is_not_counted_as_two_indicators() -> None:
    renamed = with_(
        f"{INDICATOR_PATH}.title", "Un autre nom", with_(f"{INDICATOR_PATH}.short_title", "Autre nom", SOUND)
    )
    assert plain(compare(SOUND, renamed).counted) == "2 ajouts, retraits ou nouveaux noms d’indicateurs"


def test_entries_stand_by_axis_then_by_topic() -> None:
    found = told()
    assert [(section.axis, [group.topic for group in section.groups]) for section in found.sections] == [
        (None, ["wording"]),
        (2, ["figures", "wording"]),
    ]
    assert found.sections[1].title == "Axe 2. Former les équipes"
    assert plain(found.counted) == "1 chiffre, 2 textes"
    assert [entry.subject.page for entry in found.of_axis(2).entries] == ["axis", "indicator"]
    assert [entry.what for entry in found.of_axis(None).entries] == ["Stratégie"]
    assert len(found.of("indicator", INDICATOR.code)) == 1


def test_a_thing_is_named_without_repeating_what_it_stands_in() -> None:
    (entry,) = told().of("indicator", INDICATOR.code)
    assert entry.subject.name == "2.1-O1 Heures de formation"
    assert plain(entry.thing) == "Série « Heures suivies »"
    title = told().of("axis", "2")[0]
    assert (title.subject.name, title.thing) == ("Axe 2 Former", "")


def test_a_thing_without_a_code_is_named_by_what_it_is() -> None:
    """No form accepts one; a document of before, or of elsewhere, may hold it."""
    measures = "axes.0.actions.0.measures"
    nameless = get(REPORT, f"{measures}.0").model_copy(update={"code": ""})
    added = put(REPORT, measures, (*get(REPORT, measures), nameless))
    (entry,) = (one for one in compare(REPORT, added).entries if one.subject.code == "")
    assert entry.what == entry.changes[0].what == "Mesure"


def test_the_figures_that_tell_most_are_the_main_ones_that_went_furthest() -> None:
    found = told()
    (entry,) = found.telling()
    assert plain(entry.after) == "5 438 heures"
    context = with_(f"{SERIES_PATH}.role", "context", SOUND)
    assert compare(context, with_(FIGURES, (LAST, NEXT), context)).telling() == ()
    assert found.telling(0) == ()
