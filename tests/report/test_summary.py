"""What the whole report comes down to: counts that add up, and never a mean of levels."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import pytest

from strategy_monitor.language import french
from strategy_monitor.report import document as doc
from strategy_monitor.report import sentences, summary
from strategy_monitor.report.build import build
from strategy_monitor.report.listing import list_one
from tests.charts.making import count, indicator, note, observed, series
from tests.report.test_diff import REPORT
from tests.spaces import plain


def state(level: int | None, **values: Any) -> doc.Series:
    shown = observed(2025, None, state="Les travaux ont démarré.", level=level, level_basis="wording" if level else "")
    return series("s", "État", shown, **({"unit": "", "quantity": "state", "group": ""} | values))


PROGRESS = indicator(state(3), nature="progress", code="1-O1")
NOT_STARTED = indicator(state(0), nature="progress", code="1-O2")
NO_LEVEL = indicator(state(None), nature="progress", code="1-O3")
SHARE = indicator(series("a", "Part", observed(2024, 61)), code="1-O4")
AMOUNT = indicator(count("a", "Écoles", observed(2024, 7157, notes=(note(),))), code="1-O5")
INFORMATION = indicator(count("a", "Visites", observed(2024, 3)), nature="informational", code="1-O6")
TO_BUILD = indicator(count("a", "Écoles", observed(2024, None, missing_reason="to_build")), code="1-O7")
NO_SERIES = indicator(code="1-O8")
ALL = (PROGRESS, NOT_STARTED, NO_LEVEL, SHARE, AMOUNT, INFORMATION, TO_BUILD, NO_SERIES)


def distribution(found: Iterable[doc.Indicator]) -> summary.Distribution:
    return summary.distribution(list_one(rank, one, {}) for rank, one in enumerate(found))


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (PROGRESS, "progress"),
        (NOT_STARTED, "progress"),
        (NO_LEVEL, "stated"),
        (SHARE, "share"),
        (AMOUNT, "quantity"),
        (INFORMATION, "information"),
        (TO_BUILD, "missing"),
        (NO_SERIES, "missing"),
        (indicator(series("a", "Part", observed(2024, None, state="La moitié.")), code="1-O9"), "quantity"),
        (indicator(series("s", "État"), nature="progress"), "missing"),
    ],
)
def test_each_indicator_has_one_mark(found: doc.Indicator, kind: str) -> None:
    assert summary.mark_kind(found) == kind


def test_the_counts_add_up_to_the_number_of_indicators() -> None:
    found = distribution(ALL)
    assert found.levels == (1, 0, 0, 1, 0, 0)
    assert (found.progress, found.quantitative, found.informational, found.missing) == (3, 2, 1, 2)
    assert found.without_level == 1
    assert found.n == len(ALL)
    assert found.flagged == 1


def test_zero_is_a_level_and_an_absence_is_not() -> None:
    assert distribution([NOT_STARTED]).levels[0] == 1
    assert sum(distribution([NO_LEVEL, TO_BUILD]).levels) == 0


def test_a_level_is_counted_of_who_expects_progress_alone() -> None:
    found = distribution([indicator(state(3), nature="informational")])
    assert (sum(found.levels), found.informational, found.n) == (0, 1, 1)


def test_no_mean_is_ever_given() -> None:
    names = {field.name for field in dataclasses.fields(summary.Distribution)} | set(vars(summary.Distribution))
    assert not {name for name in names if "mean" in name or "average" in name or "score" in name}


BLOCKS = indicator(state(5), state(2), count("a", "Comptes", observed(2024, 9)), nature="progress", code="1-O10")


def test_an_indicator_in_blocks_has_no_level_as_a_whole_and_is_counted_once() -> None:
    assert BLOCKS.level is None
    assert summary.mark_kind(BLOCKS) == "blocks"
    found = distribution([BLOCKS, PROGRESS])
    assert (found.in_blocks, sum(found.levels), found.progress, found.n) == (1, 1, 2, 2)
    beside_a_figure = indicator(state(5), count("a", "Comptes", observed(2024, 9)), nature="progress")
    assert beside_a_figure.level is None


def test_the_least_that_is_known_is_not_counted_as_a_level() -> None:
    shown = observed(2025, None, state="Les travaux ont démarré.", level=1, level_basis="wording", manner="minimum")
    found = distribution([indicator(series("s", "État", shown, unit="", quantity="state"), nature="progress")])
    assert (found.levels, found.least) == ((0,) * 6, (0, 1, 0, 0, 0, 0))
    assert found.progress == found.n == 1


def test_what_is_told_in_words_waits_for_no_data() -> None:
    report = REPORT.model_copy(update={"axes": (axis(NO_LEVEL, AMOUNT),)})
    assert "attend" not in sentences.write_standing(report)
    assert plain(sentences.write_standing(report)) == (
        "Sur 2 indicateurs, 1 décrit un avancement et 1 donne un chiffre. Avancement : 1 sans niveau."
    )


def test_levels_the_least_that_is_known_and_what_waits_are_counted_apart() -> None:
    begun = observed(2025, None, level=1, level_basis="icon", manner="minimum")
    least = indicator(series("s", "État", begun, unit="", quantity="state", group=""), nature="progress", code="1-O9")
    scale = (doc.ScaleStep(level=3, caption="X.", printed=True),)
    report = REPORT.model_copy(update={"axes": (axis(*ALL, least),), "scale": scale})
    assert plain(sentences.write_standing(report)) == (
        "Sur 9 indicateurs, 4 décrivent un avancement et 2 donnent un chiffre. Avancement (déduit du libellé : 1 ; "
        "lu sur l’icône : 1) : 1 au niveau 3 (« X »), 1 au niveau 0, 1 au niveau 1 au moins et 1 sans niveau. 2 "
        "indicateurs attendent encore leurs données."
    )


def test_a_source_to_come_is_told_where_nobody_gave_anything() -> None:
    assert [
        plain(sentences.write_sources(*given)) for given in ((["Etnic.", "AGE"], "CINE"), ([], "CINE."), ([],))
    ] == [
        "Source : Etnic ; AGE.",
        "Source à terme : CINE.",
        "",
    ]


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (PROGRESS, "Écoles équipées : Les travaux ont démarré. (niveau 3 sur 5, déduit du libellé)"),
        (SHARE, "Écoles équipées : 61 %"),
        (AMOUNT, "Écoles équipées : 7 157 écoles (valeur mise en doute) – mis en doute"),
    ],
)
def test_a_mark_says_its_level_beside_its_state_and_its_doubt(marked: doc.Indicator, said: str) -> None:
    assert plain(sentences.write_mark(marked)) == said


def test_nothing_is_counted_of_no_indicator() -> None:
    assert distribution([]).n == 0


def axis(*indicators: doc.Indicator, **values: Any) -> doc.Axis:
    given = {"number": 1, "title": "Axe", "short_title": "Axe", "hue": "blue", "section": "1"}
    return doc.Axis(**(given | {"indicators": indicators} | values))


def test_a_gap_is_an_action_or_an_axis_without_indicator() -> None:
    measured = doc.Action(number="1", title="Former", section="1.1", indicators=(SHARE,))
    bare = doc.Action(number="2", title="Équiper", section="1.2")
    full, empty = axis(AMOUNT, actions=(measured, bare)), axis(number=2)
    report = REPORT.model_copy(update={"axes": (full, empty)})
    assert summary.gaps(report) == (summary.Gap(full, bare), summary.Gap(empty, None))


@pytest.mark.usefixtures("seeded")
class TestThePrintedReport:
    def test_every_indicator_is_counted_once(self) -> None:
        report = build("2025")
        total = distribution(report.indicators)
        parts = [distribution(axis.all_indicators) for axis in report.axes]
        assert total.n == len(report.indicators) == sum(part.n for part in parts)
        assert total.in_blocks == sum(part.in_blocks for part in parts)
        assert total.least == tuple(map(sum, zip(*(part.least for part in parts), strict=True)))
        assert total.levels == tuple(map(sum, zip(*(part.levels for part in parts), strict=True)))
        assert total.flagged == sum(part.flagged for part in parts)

    def test_what_is_told_block_by_block_is_said_beside_its_kind(self) -> None:
        said = sentences.write_distribution(distribution(build("2025").indicators))
        assert said.endswith(
            "5\u00a0états d’avancement (dont 1\u00a0suivi bloc par bloc), 21\u00a0chiffrés, 2\u00a0sans donnée"
        )

    def test_the_sentence_of_an_axis_is_typeset_whole(self) -> None:
        """Its title too, printed « l'… »: the sentence describes pages and documents to programs that show it."""
        said = [sentences.write_axis(axis) for axis in build("2025").axes]
        assert [one for one in said if french.typeset(one) != one or "'" in one] == []

    def test_every_note_is_a_signal_once(self) -> None:
        report = build("2025")
        codes = [signal.note.code for signal in summary.signals(report)]
        assert len(codes) == len(set(codes))
        assert set(codes) == {note.code for note in every_note(report)}

    def test_a_signal_knows_what_it_speaks_of(self) -> None:
        report = build("2025")
        for signal in summary.signals(report):
            if signal.about == "indicator":
                found = report.indicator(signal.code)
                assert found
                assert signal.note in found.all_notes
                assert signal.axis == found.axis
            elif signal.about in {"measure", "reference"}:
                assert signal.code in {measure.code for measure in report.measures()}


def every_note(node: Any) -> list[doc.Note]:
    """All notes of a tree, wherever they hang."""
    if isinstance(node, doc.Note):
        return [node]
    if isinstance(node, tuple):
        return [found for part in node for found in every_note(part)]
    if isinstance(node, doc.Node):
        return [found for name in type(node).model_fields for found in every_note(getattr(node, name))]
    return []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            ALL,
            "8 indicateurs : 3 états d’avancement (dont 1 sans niveau), 2 chiffrés, 1 pour information, 2 sans donnée",
        ),
        ((SHARE, TO_BUILD), "2 indicateurs : 1 chiffré, 1 sans donnée"),
        ((INFORMATION,), "1 indicateur : 1 pour information"),
        ((), "0 indicateur"),
    ],
)
def test_a_distribution_is_one_list_after_its_count(found: tuple[doc.Indicator, ...], said: str) -> None:
    """Whatever it holds: « 5 indicateurs, 4 chiffrés » counted nine."""
    written = sentences.write_distribution(distribution(found))
    assert written.replace(french.NO_BREAK, " ").replace(french.NARROW, " ") == said
