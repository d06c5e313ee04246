"""The SVG and the Plotly figure are one picture: same points, same scale, same words. And each is well written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from strategy_monitor.charts import layout, plotly, svg
from tests.charts import specimens
from tests.charts.making import observed, only, series
from tests.charts.reading import Plotly, Svg, close

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
    assert drawn.root.get("height") == str(explored.height)
    assert set(explored.layout["margin"].values()) == {0}


@pytest.mark.parametrize("make", ON_A_SCALE, ids=lambda make: make.__name__)
def test_a_position_in_the_svg_gives_its_value_back(make):
    """Read on the scale of the figure, which starts at zero, each mark of the SVG gives the value of its point."""
    chart = make()
    drawn, explored = both(chart)
    axis, length = ("xaxis", 640) if chart.form in {"dots", "stack", "bars"} else ("yaxis", explored.height)
    (low, high), (start, end) = explored.layout[axis]["range"], explored.layout[axis]["domain"]
    assert low == chart.scale.minimum == 0
    assert high == chart.scale.maximum
    for mark, point in zip(drawn.marks(), in_drawing_order(chart), strict=True):
        if chart.form in {"stack", "bars"}:
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


def test_the_svg_is_named_and_described_for_those_who_do_not_see_it(chart):
    root = ET.fromstring(svg.draw_in_page(chart, "c"))
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (chart.title, chart.sentence)


def test_the_svg_obeys_a_strict_policy_and_takes_any_width(chart):
    drawn = svg.draw_in_page(chart, "c")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|viewBox|href", drawn)
    assert 'width="100%"' in drawn


def test_every_class_has_its_colour_in_the_style_sheet(chart, settings):
    sheet = (settings.BASE_DIR / "static/css/charts.css").read_text(encoding="utf-8")
    for names in re.findall(r'class="([^"]+)"', svg.draw_in_page(chart, "c")):
        assert all(re.search(rf"\.{name}\b", sheet) for name in names.split())


def test_an_identifier_cannot_leave_its_attribute():
    assert 'id="&quot;&gt;&lt;x-t"' in svg.draw_in_page(specimens.slope(), '"><x')


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
    texts += [t for trace in figure["data"] for t in trace.get("hovertext", ())]
    assert not re.search(r"<(?!br>)", " ".join(texts))


def test_colours_are_names_that_the_style_sheet_defines(chart, settings):
    folder = settings.BASE_DIR / "static/css"
    sheets = "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in ("charts", "palette", "site"))
    for name in set(re.findall(r"var\((--[\w-]+)\)", json.dumps(plotly.build_figure(chart)))):
        assert f"{name}:" in sheets


def test_hovering_says_value_name_period_and_doubt():
    hovers = [t for trace in plotly.build_figure(specimens.line())["data"] for t in trace.get("hovertext", ())]
    assert "46\u202f%<br>fondamental<br>2024<br>valeur mise en doute" in hovers


def test_only_values_can_be_zoomed():
    axes = plotly.build_figure(specimens.slope())["layout"]
    assert (axes["xaxis"]["fixedrange"], axes["yaxis"]["fixedrange"]) == (True, False)


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
    assert ("#a33d1d" in text) == bool(chart.drawn)
