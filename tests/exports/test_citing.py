"""Citations: what a reference manager reads is what the release says."""

from __future__ import annotations

import re
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from strategy_monitor.exports import citing
from strategy_monitor.exports.characters import one_line
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report.document import Indicator
from tests.report.arbitrary import TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SPACES = re.compile("[\u00a0\u202f ]+")


def plain(text: str) -> str:
    """With ordinary spaces, and the minus sign of a keyboard: BibTeX has no others."""
    return SPACES.sub(" ", text.replace(french.MINUS, "-")).strip()


def decoder() -> LatexNodes2Text:
    """LaTeX itself knows these three; this reader of it does not, or gives another character."""
    known = get_default_latex_context_db()
    names = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    macros = [MacroTextSpec(name, simplify_repl=character) for name, character in names.items()]
    known.add_context_category("braces", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=known)


def from_bibtex(text: str) -> dict[str, str]:
    """The one entry that a parser finds: its key and type, its fields with their LaTeX undone."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware(decoder=decoder())])
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {field.key: str(field.value) for field in entry.fields}
    return {"key": entry.key, "type of entry": entry.entry_type} | fields


def works(publication: Publication) -> list[Indicator | None]:
    return [None, *publication.report.indicators]


def test_bibtex_says_what_the_release_says(publication: Publication) -> None:
    for indicator in works(publication):
        found, work = from_bibtex(citing.bibtex(publication, indicator)), citing.describe_work(publication, indicator)
        assert found["key"] == work.key
        assert plain(found["title"]) == plain(work.title)
        assert plain(found["author"]) == publication.report.strategy.authority
        assert (found["year"], found["month"], found["day"]) == ("2026", "3", "2")
        assert found["url"] == work.address
        assert plain(found["note"]) == plain(work.note)
        assert publication.sha256 in found["note"]
        assert "édition 2025, version 1" in plain(found["edition" if indicator else "number"])


def test_ris_says_what_the_release_says(publication: Publication) -> None:
    for indicator in works(publication):
        (found,), work = rispy.loads(citing.ris(publication, indicator)), citing.describe_work(publication, indicator)
        assert found["type_of_reference"] == ("DATA" if indicator else "RPRT")
        assert found["id"] == work.key
        assert found["title"] == work.title
        assert found["authors"] == [publication.report.strategy.authority]
        assert (found["year"], found["date"]) == ("2026", "2026/03/02")
        assert found["urls"] == [work.address]
        assert found["notes"] == [work.note]
        assert found["edition"] == "édition 2025, version 1"


def test_a_citation_names_the_indicator_its_source_and_its_permanent_address(publication: Publication) -> None:
    indicator = publication.report.indicator("2.2-O2")
    assert indicator
    work = citing.describe_work(publication, indicator)
    assert work.key == "fwb-sne-2025-1-2-2-o2"
    assert work.title.endswith("(indicateur 2.2-O2)")
    assert "AGE (DGEO)" in work.note
    assert work.address == "https://suivi.exemple.be/versions/2025/1/indicateurs/2.2-O2/"
    assert citing.text(publication, indicator).endswith(f"». {work.address}\n")


def test_no_two_works_share_a_key(publication: Publication) -> None:
    keys = [citing.key(publication, indicator) for indicator in works(publication)]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9-]+", key) for key in keys)


def test_the_working_copy_is_not_passed_off_as_a_publication(publication: Publication) -> None:
    draft = replace(publication, head=None)
    assert "copie de travail non publiée" in citing.bibtex(draft)
    assert "year" not in citing.bibtex(draft)
    assert "PY  -" not in citing.ris(draft)
    assert "SHA-256" not in citing.ris(draft)


def titled(publication: Publication, title: str) -> Publication:
    strategy = publication.report.strategy.model_copy(update={"title": title})
    return replace(publication, report=publication.report.model_copy(update={"strategy": strategy}))


@pytest.mark.parametrize(
    "title",
    [r"50 % & 3 # $ _ ~ ^ \ }{ « fin »", "}", "{{", '"@misc{x, title={y}}"', "\\input{/etc/passwd}", "l’œil à −3 €"],
)
def test_no_title_can_break_out_of_bibtex(publication: Publication, title: str) -> None:
    found = from_bibtex(citing.bibtex(titled(publication, title)))
    assert plain(found["title"]) == plain(french.typeset(f"{title} : suivi de la mise en œuvre"))


@settings(deadline=None, max_examples=60)
@given(text=st.lists(TEXTS | st.text("{}\\\\~^%&#$_a", max_size=6), max_size=4).map("".join))
def test_what_latex_escapes_holds_no_command_and_no_loose_brace(text: str) -> None:
    written = citing.latex(one_line(text))
    known = "|".join(map(re.escape, sorted(set(citing.SPECIAL.values()), key=len, reverse=True)))
    assert not re.search(r"[\\{}%&#$_^]", re.sub(known, "", written))
    assert written.count("{") == written.count("}")


@pytest.mark.parametrize("title", ["Un\nER  - \nTY  - BOOK\nTI  - Autre", "a\r\nUR  - https://ailleurs.be", "a\u2028b"])
def test_no_title_can_add_a_line_to_ris(publication: Publication, title: str) -> None:
    (found,) = rispy.loads(citing.ris(titled(publication, title)))
    assert found["title"] == one_line(french.typeset(f"{title} : suivi de la mise en œuvre"))
    assert found["urls"] == ["https://suivi.exemple.be/versions/2025/1/"]
