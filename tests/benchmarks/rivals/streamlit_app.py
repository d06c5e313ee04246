"""The charts of an axis as a team in a hurry would show them with Streamlit:
`streamlit run streamlit_app.py figures.json`.

Run in `var/contenders`; the product has no Streamlit. The file is a list of figures in JSON: `title`, `data` and
`layout` of each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import streamlit as st

for figure in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
    st.write(figure["title"])
    st.plotly_chart({"data": figure["data"], "layout": figure["layout"]})
