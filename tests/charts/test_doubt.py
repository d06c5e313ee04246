"""Doubtful values, values off the scale, and breaks."""

from __future__ import annotations

from strategy_monitor.charts import layout, svg
from strategy_monitor.charts.picture import Bar, Dot, PlacedText, Rule, Stroke
from tests.charts.making import against_ocde, charts, count, note, observed, only, parts, series

DOUBT = (note("Sans rapport avec les autres."),)
OFF_SCALE = (note("Impossible.", off_scale=True),)
INFORMATION = (note("Précision.", severity="information"),)


def by_label(chart):
    return {point.label or point.category: point for point in chart.points}


def test_a_doubtful_value_is_hollow_starred_and_explained():
    sure, part = parts(63, 37)
    chart = only(sure, part.model_copy(update={"observations": (observed(2025, 37, notes=DOUBT),)}))
    point = by_label(chart)["partie 2"]
    assert (point.doubtful, point.written) == (True, "37\u202f%*")
    assert chart.notes == ("* partie 2, 37\u202f% (2025)\u202f: valeur mise en doute, note N-1.",)
    assert chart.note_codes == ("N-1",)
    assert "hatched" in svg.draw_in_page(chart, "c")
    assert "valeur mise en doute" in chart.sentence


def test_an_open_question_on_a_value_keeps_it_from_being_set_against_another():
    asked = (note("De quand ?", kind="missing_information", severity="information", status="open"),)
    chart = only(count("a", "Écoles", observed(2023, 10, notes=asked), observed(2024, 30)))
    assert chart.form == "numbers"
    assert chart.points[1].said == "30\xa0écoles en 2024. Ne se compare pas à 10 (2023)."


def test_a_mere_precision_changes_nothing():
    chart = only(count("a", "Écoles", observed(2023, 10, notes=INFORMATION), observed(2024, 30)))
    assert [point.doubtful for point in chart.points] == [False, False]
    assert chart.notes == ()


def test_a_doubtful_value_does_not_set_the_scale():
    chart = only(count("a", "Écoles", observed(2022, 10), observed(2023, 30), observed(2024, 35, notes=DOUBT)))
    assert chart.scale.maximum == 30
    assert [point.off_scale for point in chart.points] == [False, False, True]


def test_a_doubtful_share_is_drawn_on_the_whole():
    chart = only(series("a", "Part", observed(2021, 10), observed(2022, 12), observed(2023, 40, notes=DOUBT)))
    assert (chart.scale.maximum, [point.off_scale for point in chart.points]) == (100, [False, False, False])


def test_a_doubtful_value_that_fits_is_drawn():
    chart = only(count("a", "Écoles", observed(2022, 10), observed(2023, 30), observed(2024, 28, notes=DOUBT)))
    assert [point.value for point in chart.drawn] == [10, 30, 28]


def test_where_no_value_is_sure_they_set_the_scale_together():
    chart = only(count("a", "Écoles", observed(2022, 10, notes=DOUBT), observed(2023, 30, notes=DOUBT)))
    assert chart.scale.maximum == 30


def test_a_value_off_the_scale_is_named_beside_it_and_not_drawn():
    chart = only(
        count("f", "Écoles, fondamental", observed(2022, 700), observed(2023, 7157, notes=OFF_SCALE)),
        count("s", "Écoles, secondaire", observed(2022, 300), observed(2023, 352)),
    )
    picture = layout.lay_out(chart)
    assert {mark.point.value for mark in picture.of(Dot)} == {700, 300, 352}
    words = " ".join(mark.text for mark in picture.of(PlacedText))
    assert "Hors échelle\u202f: fondamental, 2023, 7\u202f157*" in words
    assert chart.scale.maximum == 800
    assert [stroke.series for stroke in picture.of(Stroke)] == ["s"]


def test_a_group_off_the_scale_keeps_its_row_without_a_bar():
    groups = [
        count("a", "Écoles, primaire", observed(2024, 7157, notes=OFF_SCALE)),
        count("b", "Écoles, secondaire", observed(2024, 352)),
        count("c", "Écoles, spécialisé", observed(2024, 120)),
    ]
    drawn = svg.draw_in_page(only(*groups), "c")
    assert drawn.count("<rect") == 2
    assert "7\u202f157*, hors échelle" in drawn


def test_a_part_off_the_scale_makes_no_whole():
    first, second = parts(63, 37)
    assert charts(first, second.model_copy(update={"observations": (observed(2025, 37, notes=OFF_SCALE),)})) == ()


def test_two_values_with_a_break_between_are_two_numbers():
    measured = series("a", "Part", observed(2018, 20), observed(2022, 34, break_before="La question a changé."))
    chart = only(measured)
    assert chart.form == "numbers"
    assert [text.text for text in layout.lay_out(chart).of(PlacedText)] == ["2018", "20\u202f%*", "2022", "34\u202f%*"]
    assert layout.lay_out(chart).of(Stroke, Dot, Bar, Rule) == ()
    assert chart.notes == ("* 20\u202f% (2018) et 34\u202f% (2022), rupture\u202f: La question a changé.",)
    assert chart.sentence == "Part\u202f: 20\u202f% (2018) et 34\u202f% (2022). Ces valeurs ne se comparent pas."
    assert chart.caption == "20\u202f% (2018) et 34\u202f% (2022). Ces valeurs ne se comparent pas.", "no note says so"
    assert chart.title == "Part"


def test_no_line_crosses_a_break():
    changed = observed(2022, 34, break_before="La question a changé.")
    chart = only(series("a", "Part", observed(2018, 20), observed(2020, 22), changed))
    picture = layout.lay_out(chart)
    assert len(picture.of(Stroke)) == 1
    assert [rule for rule in picture.of(Rule) if rule.dashed]
    assert "rupture" in svg.draw_in_page(chart, "c")


def test_no_line_reaches_a_value_that_a_note_keeps_apart():
    apart = observed(2020, 22, notes=(note(kind="comparability", severity="information"),))
    chart = only(series("a", "Part", observed(2016, 19), observed(2018, 20), apart, observed(2022, 34)))
    assert len(layout.lay_out(chart).of(Stroke)) == 1
    assert chart.sentence.endswith("Ces valeurs ne se comparent pas.")
    assert chart.notes == ("Ces valeurs ne se comparent pas\u202f: note N-1.",)
    assert "ne se comparent pas" not in chart.caption, "the line of the notes says so beside it"
    assert chart.note_codes == ("N-1",)


def test_a_line_goes_on_after_a_break():
    changed = observed(2022, 34, break_before="Changée.")
    measured = series("a", "Part", observed(2018, 20), observed(2020, 22), changed, observed(2024, 36))
    assert len(layout.lay_out(only(measured)).of(Stroke)) == 2


def test_a_break_before_the_first_value_breaks_nothing():
    measured = series("a", "Part", observed(2022, 34, break_before="Changée."), observed(2024, 36))
    assert len(layout.lay_out(only(measured)).of(Stroke)) == 1


def test_the_rest_of_a_doubtful_total_is_doubtful():
    total = count("t", "Élèves", observed(2024, 30, notes=DOUBT))
    rest = only(total, count("p", "Élèves, filles", observed(2024, 10), role="component", part_of="t")).points[-1]
    assert (rest.derived, rest.doubtful, rest.written) == (True, True, "20*")


def test_the_rest_of_an_approximate_total_is_approximate():
    total = count("t", "Élèves", observed(2024, 30, manner="approximate"))
    rest = only(total, count("p", "Élèves, filles", observed(2024, 10), role="component", part_of="t")).points[-1]
    assert rest.written == "environ 20"


def test_a_doubtful_benchmark_is_hollow():
    here, there = against_ocde(20, 40)
    doubtful = there.model_copy(update={"observations": (there.observations[0].model_copy(update={"notes": DOUBT}),)})
    assert 'class="other hollow"' in svg.draw_in_page(only(here, doubtful), "c")
