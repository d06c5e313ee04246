"""What the documents say, and in what order, before any format writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from strategy_monitor.documents import blocks, compose
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.compose import indicators, sheet
from strategy_monitor.documents.compose.parts import acronyms_in
from strategy_monitor.documents.pdf import write_pdf
from strategy_monitor.documents.word.document import write_docx
from strategy_monitor.exports import raster
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.language.codes import NoteWord
from strategy_monitor.report import summary
from strategy_monitor.report.compare import compare
from strategy_monitor.report.document import Acronym, Report
from strategy_monitor.report.leads import leading_figures
from strategy_monitor.report.overview import overview_of
from tests import office
from tests.documents import tagged

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def every(paper: Paper, kind: type[Any]) -> Iterator[Any]:
    """The blocks of this kind, wherever they stand."""

    def within(found: tuple[Any, ...]) -> Iterator[Any]:
        for block in found:
            if isinstance(block, kind):
                yield block
            for inner in ("blocks", "side", "items"):
                yield from within(tuple(getattr(block, inner, ())))

    yield from within((*paper.blocks, *paper.imprint))


def text_of(paper: Paper) -> str:
    return " ".join(tagged.said(paper))


def older(report: Report, **edition: Any) -> Report:
    """The same report, as an edition before might have been: one figure was lower, one measure said otherwise."""
    told = report.model_dump(mode="json") | {"edition": "2024"}
    first = told["axes"][1]["actions"][0]
    first["indicators"][1]["series"][0]["observations"][-1]["value"] = 4000
    first["measures"][0]["text"] += " Elle commence."
    return Report.model_validate(told)


class TestReport:
    def test_its_parts_are_in_the_order_of_the_printed_report(self, publication: Publication) -> None:
        parts = [
            (number, text) for level, number, text in compose.annotated_report_paper(publication).outline if level == 1
        ]
        axes = [(f"Axe\u00a0{axis.number}", axis.title.replace("'", "’")) for axis in publication.report.axes]
        assert parts[:3] == [
            ("", "Introduction"),
            ("", "Remarque préliminaire sur les indicateurs"),
            ("", publication.report.governance.title),
        ]
        assert parts[3:8] == axes
        assert [text for _, text in parts[8:]] == ["Toutes les valeurs", "Remarques de lecture", "Sigles", "Mentions"]

    def test_headings_never_skip_a_level_and_each_has_its_own_name(self, publication: Publication) -> None:
        headings = list(every(compose.annotated_report_paper(publication), blocks.Heading))
        for before, after in pairwise(headings):
            assert after.level <= before.level + 1
        assert len({one.ident for one in headings}) == len(headings)

    def test_it_holds_each_indicator_measure_note_chart_reference_matrix_and_footnote(
        self, publication: Publication
    ) -> None:
        paper, report = compose.annotated_report_paper(publication), publication.report
        codes = {one.code for one in every(paper, blocks.Note)}
        assert codes == {signal.note.code for signal in summary.signals(report)}
        titles = [heading.text for heading in every(paper, blocks.Heading)]
        assert {french.typeset(one.title) for one in report.indicators} <= set(titles)
        captions = [table.caption for table in every(paper, blocks.Table)]
        said = text_of(paper)
        for measure in report.measures():
            assert french.typeset(measure.text).split("[")[0][:60] in said
            assert {french.typeset(table.title) for table in measure.tables} <= set(captions)
            assert all(french.typeset(note.text) in said for note in measure.footnotes)
        assert len(list(every(paper, blocks.Picture))) >= 15
        assert all(one.alt and one.svg.startswith("<svg") for one in every(paper, blocks.Picture))

    def test_notes_and_what_they_speak_of_lead_to_each_other(self, publication: Publication) -> None:
        paper = compose.annotated_report_paper(publication)
        notes, headings = list(every(paper, blocks.Note)), {one.ident for one in every(paper, blocks.Heading)}
        assert notes
        assert [one.code for one in notes if one.about not in headings] == []
        told = {one.ident for one in notes}
        led = {run.url[1:] for found in every(paper, blocks.Table) for row in found.rows for cell in row
               for run in cell.text if run.url.startswith("#")}  # fmt: skip
        led |= {one.note for found in every(paper, blocks.Figures) for one in found.figures if one.doubtful}
        assert led
        assert led <= told

    def test_what_leads_an_indicator_leads_it_on_paper_too(self, publication: Publication) -> None:
        """As on its page and in the signed report: a value under a question, or in error, comes after the sure ones."""
        paper, report = compose.annotated_report_paper(publication), publication.report
        told = [[figure.label for figure in one.figures] for one in every(paper, blocks.Figures)]
        assert told == [
            [french.typeset(series.label) for series, _one in leading_figures(indicator)]
            for indicator in report.indicators
        ]

    def test_a_reference_without_its_address_says_so(self, publication: Publication) -> None:
        lost = [one for m in publication.report.measures() for one in m.references if not one.url]
        assert text_of(compose.annotated_report_paper(publication)).count("(sans adresse)") == len(lost)

    def test_a_date_that_is_not_printed_is_said_to_be_unknown(self, publication: Publication) -> None:
        facts = [
            one for found in every(compose.annotated_report_paper(publication), blocks.Facts) for one in found.facts
        ]
        assert facts
        assert [one.term for one in facts if not "".join(run.text for run in one.text).strip()] == []

    def test_a_state_that_ends_its_sentence_goes_on_with_its_level(self, publication: Publication) -> None:
        tables = every(compose.annotated_report_paper(publication), blocks.Table)
        values = [
            "".join(run.text for run in cell.text).replace(french.NO_BREAK, " ")
            for one in tables
            for row in one.rows
            for cell in row
        ]
        started = [text for text in values if text.startswith("Les travaux ont démarré")]
        assert started
        assert all(text.startswith("Les travaux ont démarré, niveau d’au moins 1 sur 5") for text in started)

    def test_a_date_that_is_not_printed_is_said_to_be_so(self, publication: Publication) -> None:
        told = {}
        for code in ("3.1-O1", "3.4-O1", "5.3-O1"):
            found = publication.report.indicator(code)
            assert found
            told[code] = {
                f.term: "".join(run.text for run in f.text).strip() for f in indicators.source_facts(found).facts
            }
        assert told["3.1-O1"]["Date des données"] == told["3.4-O1"]["Date des données"] == "non précisée"
        assert told["3.4-O1"]["Période"] == "2023-2024"
        assert told["5.3-O1"]["Date des données"].endswith("Données au 322/01/2025\u202f»")

    def test_what_changed_stands_before_the_annexes(self, publication: Publication) -> None:
        since = compare(older(publication.report), publication.report)
        paper = compose.annotated_report_paper(publication, since)
        parts = [text for level, _, text in paper.outline if level == 1]
        assert parts.index("Ce qui a changé") == parts.index("Toutes les valeurs") - 1
        said = text_of(paper)
        assert "4\u202f000\u00a0heures" in said
        assert "+944\u00a0heures" in said
        assert "Elle commence." in said

    def test_nothing_is_said_to_have_changed_where_nothing_did(self, publication: Publication) -> None:
        same = compare(publication.report, publication.report)
        assert compose.annotated_report_paper(publication, same) == compose.annotated_report_paper(publication)

    def test_the_working_copy_is_said_to_be_one(self, publication: Publication) -> None:
        draft = compose.annotated_report_paper(replace(publication, head=None))
        assert draft.published_on is None
        assert draft.version == "Édition 2025, copie de travail, non publiée"
        assert "Première publication" not in text_of(draft)

    def test_who_answers_for_it_is_named_where_somebody_was(self, publication: Publication) -> None:
        named = replace(publication, editor="Ada Lovelace, rue de la Loi 1, 1000 Bruxelles")
        assert "Ada Lovelace, rue de la Loi 1, 1000 Bruxelles" in text_of(compose.annotated_report_paper(named))
        assert "à désigner par l’autorité" in text_of(compose.annotated_report_paper(publication))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("GED", True),
        ("La GED, puis", True),
        ('"GED"', True),
        ("LAGED ou AGED-1, (GED)", True),
        ("AGED", False),
        ("GEDS", False),
        ("GED-1", False),
        ("e-GED", False),
        ("éGED", False),
        ("ged", False),
    ],
)
def test_an_acronym_stands_where_it_is_no_part_of_a_word(text: str, stands: bool) -> None:
    known = (Acronym(letters="GED", meaning="Gestion électronique"), Acronym(letters="G.D", meaning="Autre chose"))
    assert acronyms_in(text, known) == (known[:1] if stands else ())


class TestExcerpt:
    def test_it_holds_its_axis_and_no_other(self, publication: Publication) -> None:
        paper = compose.annotated_axis_paper(publication, 3)
        parts = [text for level, _, text in paper.outline if level == 1]
        assert parts[0] == "Équiper les écoles en réduisant les disparités"
        assert parts[1:] == ["Toutes les valeurs", "Remarques de lecture", "Sigles", "Mentions"]
        assert "3.2-3-O1" in text_of(paper)
        assert "2.1-O2" not in " ".join(table.caption for table in every(paper, blocks.Table))

    def test_it_only_expands_the_acronyms_that_it_uses(self, publication: Publication) -> None:
        facts = list(every(compose.annotated_axis_paper(publication, 5), blocks.Facts))
        acronyms = next([fact.term for fact in one.facts] for one in facts if any(f.term == "GED" for f in one.facts))
        assert "AEBE" not in acronyms

    def test_there_is_none_of_an_axis_that_does_not_exist(self, publication: Publication) -> None:
        with pytest.raises(LookupError):
            compose.annotated_axis_paper(publication, 9)


class TestSummary:
    def test_it_is_one_page_with_or_without_an_edition_before(self, publication: Publication) -> None:
        since = compare(older(publication.report), publication.report)
        for compared in (None, since):
            written = write_pdf(compose.summary_paper(publication, compared))
            assert len(tagged.opened(written).pages) == 1

    def test_it_says_what_stands_what_lacks_and_what_is_doubted(self, publication: Publication) -> None:
        paper = compose.summary_paper(publication)
        said = text_of(paper)
        assert " ".join(overview_of(publication.report).sentences[:2]) in said, "what the first page answers"
        assert all(axis.title.replace("'", "’") in said for axis in publication.report.axes)
        assert "1.3-O1 Écoles dotées d’une stratégie numérique\u202f; 4.1-O3" in said.partition("Attendu")[2]
        assert "opérationnel, actions prioritaires\u202f: 5.1 et 5.2\u202f; d’impact, axes\u202f: 4 et 5." in said
        verified = said.partition("À éclaircir")[2]
        assert "2.2-O2" in verified
        words = Counter(signal.note.word for signal in summary.signals(publication.report))
        told = f"{words[NoteWord.QUESTION]} questions ouvertes et {words[NoteWord.ERROR]} erreurs du rapport"
        assert told in verified.replace(french.NO_BREAK, " ")
        assert "Changé" not in said
        assert publication.sha256 in said

    def test_it_gives_the_latest_operational_figures_and_none_that_is_being_verified(
        self, publication: Publication
    ) -> None:
        shown = [one for found in every(compose.summary_paper(publication), blocks.Figures) for one in found.figures]
        values = [one.value for one in shown]
        assert [
            value for value in ("4\u202f944", "42", "37\u202f%", "1\u202f277", "9\u202f083") if value not in values
        ] == []
        assert "7\u202f157" not in values
        assert not [one for one in shown if "TALIS" in one.when or "rapport" in one.when]
        assert [one.when for one in shown if one.when.startswith("sans date")][:1] == ["sans date"]
        (rate,) = [one for one in shown if one.value == "37\u202f%"]
        assert "+4\u00a0points (33\u202f%, 2022-2023)" in rate.when

    def test_it_is_one_page_in_word_too(self, publication: Publication, tmp_path: Path) -> None:
        source = tmp_path / "resume.docx"
        source.write_bytes(write_docx(compose.summary_paper(publication), raster.png))
        assert len(pypdfium2.PdfDocument(office.converted(source, "pdf", tmp_path))) == 1

    def test_it_gives_two_or_three_figures_for_each_axis_that_has_them(self, publication: Publication) -> None:
        shown = [
            len({f.label for f in one.figures}) for one in every(compose.summary_paper(publication), blocks.Figures)
        ]
        assert len(shown) == 5
        assert all(1 <= number <= 3 for number in shown)

    def test_it_says_what_changed_most(self, publication: Publication) -> None:
        since = compare(older(publication.report), publication.report)
        changed = text_of(compose.summary_paper(publication, since)).partition("Changé")[2]
        assert "depuis l’édition 2024" in changed
        assert re.findall(r"\w+;", changed) == [], "a list is set as all sentences are"
        assert "+944\u00a0heures (+23,6\u202f%), même période, corrigé." in changed


def test_the_one_page_counts_what_it_cannot_name(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_NAMED", 1)
    missing, gaps, flagged = (said(item) for item in sheet.caution_items(publication.report, None))
    assert missing == "Attendu – 2\u00a0indicateurs\u202f: 1 dans l’axe 1 et 1 dans l’axe 4."
    assert gaps == "Sans indicateur – opérationnel, actions prioritaires\u202f: 2\u202f; d’impact, axes\u202f: 4 et 5."
    assert flagged.endswith("de 4\u00a0indicateurs (1 dans l’axe 2, 2 dans l’axe 3 et 1 dans l’axe 5).")


def said(item: blocks.Item) -> str:
    return "".join(run.text for run in item.text)
