"""Turtle: a reader of RDF finds the graph that the JSON-LD is, whatever stands in its texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from strategy_monitor.exports.concepts import CONTEXT
from strategy_monitor.exports.turtle import write_turtle

pytestmark = pytest.mark.once

HERE = "https://exemple.be/"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ADDRESSES = st.text(st.characters(codec="ascii", exclude_characters='<>"{}|^`\\ ', min_codepoint=0x21)).map(
    lambda end: HERE + end
)
SAID = st.fixed_dictionaries(
    {"@id": ADDRESSES, "@type": st.sampled_from(["dcat:Dataset", ["skos:Concept", "dct:Frequency"]])},
    optional={
        **{name: TEXTS | st.lists(TEXTS, min_size=1) for name in ("title", "keyword", "identifier", "version")},
        **{name: ADDRESSES | st.lists(ADDRESSES, min_size=1) for name in ("dataset", "license")},
        "startDate": st.dates().map(str),
        "modified": st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    },
)


def graph_of(nodes: list[dict[str, Any]]) -> set[Any]:
    written = json.dumps({"@context": CONTEXT, "@graph": nodes})
    return set(Graph().parse(data=written, format="json-ld"))


@given(st.lists(SAID))
def test_it_is_the_graph_of_the_json_ld(nodes: list[dict[str, Any]]) -> None:
    assert set(Graph().parse(data=write_turtle(CONTEXT, nodes), format="turtle")) == graph_of(nodes)


@pytest.mark.parametrize("sign", '<>"{}|^`\\ \n\x00')
def test_what_no_address_may_hold_ends_none(sign: str) -> None:
    """Somebody may have typed the address of a licence."""
    written = write_turtle(CONTEXT, [{"@id": f"{HERE}a{sign}> a <b", "@type": "dcat:Dataset"}])
    (line,) = [line for line in written.splitlines() if line.startswith("<")]
    assert line.count("<") == line.count(">") == 1
    assert line.endswith("> a dcat:Dataset .")


def test_it_reads_in_the_order_of_its_nodes() -> None:
    nodes = [
        {
            "@id": f"{HERE}b",
            "@type": "dcat:Catalog",
            "title": 'Un « titre » "cité"',
            "dataset": [f"{HERE}a", f"{HERE}c"],
        },
        {"@id": f"{HERE}a", "@type": "dcat:Dataset", "startDate": "2024-09-01"},
    ]
    assert write_turtle({"dcat": CONTEXT["dcat"], **CONTEXT}, nodes).partition("\n\n")[2] == (
        '<https://exemple.be/b> a dcat:Catalog ;\n    dct:title "Un « titre » \\"cité\\""@fr ;\n'
        "    dcat:dataset <https://exemple.be/a>,\n        <https://exemple.be/c> .\n\n"
        '<https://exemple.be/a> a dcat:Dataset ;\n    dcat:startDate "2024-09-01"^^xsd:date .\n'
    )
