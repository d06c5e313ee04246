"""The public pages. Mounted three times, each with the opener that finds its Report: see `viewing`."""

from django.urls import path, register_converter

from strategy_monitor.pages import catalogue, data, searching, views


class CodeConverter:
    """A permanent code: « 2.2-O2 »."""

    regex = r"[0-9A-Z][0-9A-Za-z.-]{0,19}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class AxisConverter(CodeConverter):
    regex = "[1-9]"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)

    def to_url(self, value: int) -> str:  # type: ignore[override]
        return str(value)


register_converter(CodeConverter, "code")
register_converter(AxisConverter, "axis")

urlpatterns = [
    path("", views.home, name="home"),
    path("gouvernance/", views.governance, name="governance"),
    path("axes/", views.axes, name="axes"),
    path("axes/<axis:number>/", views.axis, name="axis"),
    path("indicateurs/", catalogue.catalogue, name="catalogue"),
    path("indicateurs/<code:code>/", views.indicator, name="indicator"),
    path("indicateurs/<code:code>.json", data.indicator_json, name="indicator_json"),
    path("indicateurs/<code:code>/<slug:key>.svg", data.chart_svg, name="chart_svg"),
    path("rapport/", views.whole, name="whole"),
    path("methode/", views.method, name="method"),
    path("sans-indicateur/", views.coverage, name="coverage"),
    path("recherche/", searching.search, name="search"),
    path("donnees/", data.data, name="data"),
    path("donnees/rapport.json", data.document, name="document"),
    path("donnees/schema.json", data.schema, name="schema"),
]
