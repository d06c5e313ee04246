"""No figure of the printed report is lost: each stands in the seed files, in its own block, or is explained.

`extract.py` lists the figures, `explained.yaml` the few that rightly stand nowhere, each with its reason.
A figure that stands only in an editorial note does not count: a note comments, it does not carry.
"""

from __future__ import annotations

import yaml

from tests.figures.extract import Figure
from tests.figures.matching import HERE, block_texts, stands, tokens


def explained() -> dict[Figure, str]:
    entries = yaml.safe_load((HERE / "explained.yaml").read_text(encoding="utf-8"))
    return {Figure(e["figure"], e["block"], e["line"]): e["reason"] for e in entries}


def stands_in_fixtures(token: Figure) -> bool:
    return stands(token.figure, block_texts().get(token.block, ""))


def listing(lost: list[Figure]) -> str:
    return "\n".join(f"{t.block:10} line {t.line:4}  {t.figure}" for t in lost)


def test_the_list_of_printed_figures_is_complete_enough_to_prove_something():
    blocks = {token.block for token in tokens()}
    assert len(tokens()) >= 330
    assert {"G-M", "1.1-M", "2.2-O2", "2-I5", "3.2-3-O1", "4.2-O1", "5.3-O1"} <= blocks


def test_every_printed_figure_stands_in_its_block_or_is_explained():
    reasons = explained()
    lost = [token for token in tokens() if not stands_in_fixtures(token) and token not in reasons]
    assert not lost, f"{len(lost)} printed figures stand nowhere in fixtures/:\n{listing(lost)}"


def test_no_explanation_outlives_its_need():
    needed = {token for token in tokens() if not stands_in_fixtures(token)}
    assert not (idle := [token for token in explained() if token not in needed]), listing(idle)


def test_every_explanation_gives_its_reason():
    assert all(reason.strip() for reason in explained().values())
