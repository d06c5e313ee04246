"""The SVG and the Plotly figure are one picture: same points, same scale, same words. And each is well written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from strategy_monitor.charts import layout, plotly, svg
from strategy_monitor.charts.names import FORMS
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.picture import Bar, hatch
from tests.charts import specimens
from tests.charts.making import observed, only, series
from tests.charts.reading import Plotly, Svg, close
from tests.charts.specimens import KINDS

WIDTHS = (280, 640, 1000)
ON_A_SCALE = [make for make in specimens.ALL if make().drawn]


@pytest.fixture(params=specimens.ALL, ids=lambda make: make.__name__)
def chart(request):
    return request.param()


def both(chart, width=640):
    return Svg(svg.draw_in_page(chart, "c"), width), Plotly(plotly.build_figure(chart), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_both_draw_the_same_points_in_the_same_place(chart, width):
    drawn, explored = both(chart, width)
    assert len(drawn.marks()) == len(chart.drawn)
    assert all(close(one, other) for one, other in zip(drawn.marks(), explored.marks(), strict=True))


@pytest.mark.parametrize("width", WIDTHS)
def test_both_write_the_same_words_in_the_same_place(chart, width):
    drawn, explored = both(chart, width)
    assert all(close(one, other) for one, other in zip(drawn.words(), explored.words(), strict=True))


def test_both_draw_the_same_rules(chart):
    drawn, explored = both(chart)
    assert drawn.rules() == explored.rules()


def test_both_have_the_same_box(chart):
    drawn, explored = both(chart)
    assert drawn.pixels(drawn.root.get("height")) == pytest.approx(explored.height, abs=0.05)
    assert set(explored.layout["margin"].values()) == {0}


@pytest.mark.parametrize("make", ON_A_SCALE, ids=lambda make: make.__name__)
def test_a_position_in_the_svg_gives_its_value_back(make):
    """Read on the scale of the figure, which starts at zero, each mark of the SVG gives the value of its point."""
    chart = make()
    drawn, explored = both(chart)
    axis, length = ("xaxis", 640) if KINDS[chart.form] in {"length", "along"} else ("yaxis", explored.height)
    (low, high), (start, end) = explored.layout[axis]["range"], explored.layout[axis]["domain"]
    assert low == chart.scale.minimum == 0
    assert high == chart.scale.maximum
    for mark, point in zip(drawn.marks(), in_drawing_order(chart), strict=True):
        if KINDS[chart.form] == "length":
            share = mark.width / length
        else:
            share = (mark.x / length if axis == "xaxis" else 1 - mark.y / length) - start
        assert share / (end - start) * float(high) == pytest.approx(float(point.value), abs=float(high) * 1e-4)


def in_drawing_order(chart):
    return [mark.point for mark in layout.lay_out(chart).marks if hasattr(mark, "point")]


def test_the_figure_holds_the_true_values(chart):
    values = Plotly(plotly.build_figure(chart), 640).values()
    assert len(values) == len(chart.drawn)
    for point in chart.drawn:
        assert values[point.series, point.category] == float(point.value)


def test_every_value_is_written_in_the_chart(chart):
    words = " ".join(word.text for word in Svg(svg.draw_in_page(chart, "c"), 640).words())
    for point in chart.points:
        assert point.written in words


def test_strokes_join_the_same_points(chart):
    strokes = Svg(svg.draw_in_page(chart, "c"), 640).root.iterfind(
        ".//{http://www.w3.org/2000/svg}line[@stroke-width='2.5']"
    )
    joined = sum(len(segment) - 1 for trace in plotly.build_figure(chart)["data"] for segment in segments(trace))
    assert len(list(strokes)) == joined


def segments(trace):
    """The runs of a line trace between its gaps."""
    run: list[float] = []
    for value in trace["x"] if trace.get("mode") == "lines" else ():
        if value is None:
            yield run
            run = []
        else:
            run.append(value)
    if run:
        yield run


def test_the_svg_is_named_for_those_who_do_not_see_it_and_repeats_nothing(chart):
    """Its title and its sentence stand beside it in the page; in a file, they stand in it."""
    drawn = svg.draw_in_page(chart, "c")
    root = ET.fromstring(drawn)
    assert (root.get("role"), root.get("aria-label")) == ("img", FORMS[chart.form])
    assert not any(element.tag.endswith(("title", "desc")) for element in root.iter())
    title, description = ET.fromstring(svg.draw_file(chart))[:2]
    assert (title.text, description.text) == (chart.title, chart.sentence)


def test_a_doubtful_part_is_hatched_by_all_writers():
    """In a page by a pattern, in a file by lines that stay in the bar, by Plotly by a pattern of its own."""
    doubtful = [specimens.bars(), specimens.stack_of_a_total()]
    for chart in doubtful:
        hatched = [mark for mark in layout.lay_out(chart).of(Bar) if mark.point.doubtful]
        drawn = svg.draw_in_page(chart, "c")
        named = re.findall(r'fill="url\(#([\w-]+)\)"', drawn)
        assert len(named) == len(hatched) > 0
        assert set(named) == set(re.findall(r'<pattern id="([\w-]+)"', drawn))
        file = svg.draw_in_document(chart, 700)
        assert "pattern" not in file
        assert file.count('stroke-width="2" d="M') == len(hatched)
        (trace,) = (trace for trace in plotly.build_figure(chart)["data"] if trace["type"] == "bar")
        assert trace["marker"]["pattern"]["shape"].count("/") == len(hatched)


def test_the_lines_of_a_hatching_stay_in_their_box():
    drawn = [float(number) for number in re.findall(r"[\d.]+", hatch(10, 20, 50, 30, 8))]
    assert (min(drawn[::2]), max(drawn[::2]), min(drawn[1::2]), max(drawn[1::2])) == (10, 60, 20, 50)


def test_each_point_says_its_value_and_what_it_is_set_against(chart):
    for point in chart.points:
        assert point.full.lower() in point.said.lower()
        assert not point.label or point.label.lower() in point.said.lower()
        assert point.said.endswith(".")


def test_the_svg_obeys_a_strict_policy_and_takes_any_width(chart):
    drawn = svg.draw_in_page(chart, "c")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|viewBox|href", drawn)
    assert 'width="100%"' in drawn


def test_every_class_has_its_colour_in_the_style_sheet(chart, settings):
    sheet = (settings.BASE_DIR / "static/css/charts.css").read_text(encoding="utf-8")
    names = {name for given in re.findall(r'class="([^"]+)"', svg.draw_in_page(chart, "c")) for name in given.split()}
    assert names
    assert [name for name in names if not re.search(rf"\.{name}\b", sheet)] == []


def test_an_identifier_cannot_leave_its_attribute():
    assert 'id="&quot;&gt;&lt;x-rest"' in svg.draw_in_page(specimens.stack_of_a_total(), '"><x')


def test_a_character_that_no_xml_may_hold_is_left_out():
    measured = [
        series(f"k{i}", f"Part, {name}", observed(2024, 50), whole=True) for i, name in enumerate(["a\x1f", "b\ufffe"])
    ]
    root = ET.fromstring(svg.draw_in_page(only(*measured), "c"))
    assert {"a", "b"} <= set(root.itertext())


def test_plotly_py_accepts_the_figure(chart):
    plotly.validate_figure(chart)


def test_a_refused_figure_says_which_and_why(monkeypatch):
    monkeypatch.setattr(plotly, "build_figure", lambda chart: {"data": [{"type": "gauge"}], "layout": {}})
    with pytest.raises(plotly.UndrawableChart, match=r"de l’indicateur 2\.2-O2 ne peut pas être dessiné") as refused:
        plotly.validate_figure(specimens.slope())
    assert "gauge" in refused.value.detail


def test_the_figure_is_plain_json_without_markup(chart):
    figure = plotly.build_figure(chart)
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    texts = [a["text"] for a in figure["layout"]["annotations"]]
    assert not re.search("<", " ".join(texts))


def test_colours_are_names_that_the_style_sheet_defines(chart, settings):
    folder = settings.BASE_DIR / "static/css"
    sheets = "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in ("charts", "palette", "site"))
    names = set(re.findall(r"var\((--[\w-]+)\)", json.dumps(plotly.build_figure(chart))))
    assert names
    assert [name for name in names if f"{name}:" not in sheets] == []


def test_each_mark_knows_its_point_and_no_label_is_drawn_over_the_words(chart):
    traces = [trace for trace in plotly.build_figure(chart)["data"] if "ids" in trace]
    for trace in traces:
        assert trace["hoverinfo"] == "none"
        for rank, which in zip(trace["ids"], trace["customdata"], strict=True):
            point = chart.points[int(rank)]
            assert [point.series, point.category] == which
    found = [rank for trace in traces for rank in trace["ids"]]
    wanted = chart.points if chart.form == "numbers" else chart.drawn
    assert sorted(map(int, found)) == [rank for rank, point in enumerate(chart.points) if point in wanted]


def test_nothing_can_be_zoomed_or_dragged_away(chart):
    settled = plotly.build_figure(chart)["layout"]
    assert (settled["xaxis"]["fixedrange"], settled["yaxis"]["fixedrange"]) == (True, True)
    assert settled["dragmode"] is False
    assert plotly.build_config()["doubleClick"] is False


def test_plotly_shares_nothing_shows_one_button_and_speaks_french():
    config = plotly.build_config()
    assert config["modeBarButtons"] == [["toImage"]]
    assert (config["displaylogo"], config["showSendToCloud"], config["plotlyServerURL"]) == (False, False, "")
    assert config["locale"] == "fr"
    assert plotly.build_figure(specimens.slope())["layout"]["separators"] == ",\u202f"


def test_writing_figures_does_not_load_plotly_py():
    code = (
        "import sys\nfrom tests.charts import specimens\n"
        "from strategy_monitor.charts import plotly, svg\n"
        "plotly.build_figure(specimens.slope()), svg.draw_in_page(specimens.slope(), 'c')\n"
        "assert 'plotly' not in sys.modules and 'django' not in sys.modules, 'loaded'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_file_stands_on_its_own(chart):
    text = svg.draw_file(chart, width=560, hue="#a33d1d", source="Source : DGEO")
    root = ET.fromstring(text)
    words = " ".join(e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}text"))
    assert not re.search(r"class=|var\(|style=|%\"", text.replace('width="100%" height="100%"', ""))
    assert chart.unit.split(",")[0][:20] in words
    assert "Source : DGEO" in words
    drawn = LIGHT.tints("#a33d1d")["deep"] if chart.form == "stack" else "#a33d1d"
    assert (drawn in text) == bool(chart.drawn)


def test_one_mark_of_each_kind_is_looked_at_whatever_differs_in_place_and_words():
    marks = [{"x": 1, "text": "a", "font": {"size": 13}}, {"x": 2.5, "text": "b", "font": {"size": 13}}]
    seen: set[str] = set()
    assert plotly.without_seen([*marks, {"x": 1, "text": "a", "font": {"size": -1}}], seen) == [
        marks[1],
        {"x": 1, "text": "a", "font": {"size": -1}},
    ]
    assert plotly.without_seen(marks, seen) == []
    assert plotly.without_seen([{"x": None, "text": "a", "font": {"size": 13}}], seen)


@pytest.mark.parametrize("wrong", [{"text": "a", "font": {"size": -1}}, {"nowhere": 1}])
def test_a_mark_that_plotly_refuses_is_refused_among_those_that_were_seen(monkeypatch, wrong):
    seen: set[str] = set()
    plotly.validate_figure(specimens.slope(), seen)
    written = plotly.build_figure(specimens.slope())
    written["layout"]["annotations"][1] |= wrong
    monkeypatch.setattr(plotly, "build_figure", lambda chart: written)
    with pytest.raises(plotly.UndrawableChart):
        plotly.validate_figure(specimens.slope(), seen)


def test_a_figure_is_looked_at_again_where_its_frame_is_of_another_kind(monkeypatch):
    seen: set[str] = set()
    figure = {"data": [], "layout": {"height": 200, "xaxis": {"domain": [0, 0.8]}}}
    monkeypatch.setattr(plotly, "build_figure", lambda chart: figure)
    plotly.validate_figure(specimens.slope(), seen)
    figure["layout"] |= {"height": 240, "xaxis": {"domain": [0.1, 1]}}
    before = set(seen)
    plotly.validate_figure(specimens.slope(), seen)
    assert seen == before
    figure["layout"]["xaxis"] = {"domain": [0, 1.2]}
    with pytest.raises(plotly.UndrawableChart):
        plotly.validate_figure(specimens.slope(), seen)
