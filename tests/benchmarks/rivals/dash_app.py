"""The charts of an axis as a team in a hurry would show them with Dash:
`gunicorn "dash_app:application('figures.json')"`.

Run in `var/contenders`; the product has no Dash.
"""

from __future__ import annotations

import json
from pathlib import Path

from dash import Dash, dcc, html
from flask import Flask


def application(figures: str) -> Flask:
    """`figures` is the path of a list of figures in JSON: `title`, `data` and `layout` of each."""
    parts = []
    for figure in json.loads(Path(figures).read_text(encoding="utf-8")):
        parts += [html.P(figure["title"]), dcc.Graph(figure={"data": figure["data"], "layout": figure["layout"]})]
    app = Dash(compress=True)
    app.layout = html.Div(parts)
    return app.server
