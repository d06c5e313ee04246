"""Comparisons of releases: not part of any release, so mounted once."""

from django.urls import path, register_converter

from strategy_monitor.pages import comparing
from strategy_monitor.pages.converters import CodeConverter


class ReleaseConverter(CodeConverter):
    """The name of a release: « 2025.1 »."""

    regex = r"[-a-zA-Z0-9_]{1,20}\.[1-9][0-9]{0,4}"


register_converter(ReleaseConverter, "release")

PAIR = "<release:first>/<release:second>"
AXIS = f"{PAIR}/<compared_axis:axis>"
OPENER = {"opener": comparing.open_comparison}

urlpatterns = [
    path("", comparing.choice, {"opener": comparing.choosing}, name="comparisons"),
    path(f"{PAIR}/", comparing.comparison, OPENER, name="comparison"),
    path(f"{PAIR}.csv", comparing.csv, OPENER, name="comparison_csv"),
    path(f"{AXIS}/", comparing.axis_comparison, OPENER, name="comparison_axis"),
    path(
        f"{AXIS}/page-<page:page>/",
        comparing.axis_comparison,
        OPENER,
        name="comparison_axis_page",
    ),
    path(f"{AXIS}.csv", comparing.axis_csv, OPENER, name="comparison_axis_csv"),
]
