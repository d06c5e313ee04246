"""The report as the authority signs it: all that it says, nothing of ours but three marks, in full pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
import pytest
from django.test import Client

from strategy_monitor.documents import compose
from strategy_monitor.documents.blocks import Figure, Figures, Heading, Note, Paper, Table
from strategy_monitor.documents.compose import signed
from strategy_monitor.documents.pdf import write_pdf
from strategy_monitor.documents.word.document import write_docx
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import summary
from strategy_monitor.report.document import Report
from strategy_monitor.report.leads import leading_figures
from tests.documents import tagged, vera, word
from tests.documents.test_compose import every, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST_PAGES = 40
SMALLEST = 10
"""Points, of what is read from line to line."""
HALF = 0.5
HEAD, FOOT = 765, 68
"""Points from the foot of the sheet: the text stands between."""
FOOTNOTE = 8.6
"""Points."""
OURS = re.compile(
    r"\b(?:ce|le|du) rapport (?:imprim|dit|donne|rappelle|cite|ne )|\bimprimée?s?\b|(?:rappelle|selon) le rapport|"
    r"adresse perdue|sans adresse|signalé|question ouverte|erreur du rapport|remarque de lecture|note éditoriale|"
    r"déduit du libellé|relevé|mise en doute|chiffre (?:incertain|douteux)|\bN-[\dA-Z][\d.-]*"
)
"""Words of ours about the report."""


@pytest.fixture(scope="session")
def paper(publication: Publication) -> Paper:
    return compose.report_paper(publication)


@pytest.fixture(scope="session")
def written(paper: Paper) -> bytes:
    """As the site serves it, without the data: those are read from the database."""
    return write_pdf(paper)


def test_its_parts_are_those_of_the_printed_report_in_its_order(publication: Publication, paper: Paper) -> None:
    report = publication.report
    assert [text for level, _, text in paper.outline if level == 1] == [
        "Introduction",
        "Remarque préliminaire sur les indicateurs",
        report.governance.title,
        *(french.typeset(axis.title) for axis in report.axes),
        "Sigles",
        "Mentions",
    ]


def test_no_part_of_it_is_empty(paper: Paper) -> None:
    blocks = [*paper.blocks, *paper.imprint]
    for one, following in pairwise(blocks):
        if isinstance(one, Heading) and isinstance(following, Heading):
            assert following.level > one.level, one.text
    assert not isinstance(blocks[-1], Heading)


def test_it_holds_each_measure_indicator_and_headline_figure(publication: Publication, paper: Paper) -> None:
    report, said = publication.report, text_of(paper)
    titles = {heading.text for heading in every(paper, Heading)}
    shown = {(one.value, one.label) for found in every(paper, Figures) for one in found.figures}
    for measure in report.measures():
        assert french.typeset(measure.text).split("[")[0][:60] in said
        assert all(french.typeset(one.printed_label) in said for one in measure.references)
    for indicator in report.indicators:
        assert french.typeset(indicator.title) in titles
        for series in indicator.headlines:
            for one in series.leading:
                if one.value is not None:
                    value, _unit = french.write_value_and_unit(series, one)
                    assert (value, french.typeset(series.label)) in shown


def test_nothing_of_ours_is_in_it(publication: Publication, paper: Paper) -> None:
    said = text_of(paper)
    assert list(every(paper, Note)) == []
    assert OURS.findall(said.replace(french.NO_BREAK, " ")) == []
    for signal in summary.signals(publication.report):
        assert french.typeset(signal.note.reason) not in said
        assert french.typeset(signal.note.decision) not in said


class TestMarks:
    def test_a_figure_that_is_being_verified_says_so_and_stands_after_those_that_are_not(
        self, publication: Publication, paper: Paper
    ) -> None:
        marked = 0
        for found in every(paper, Figures):
            marks = [footnote_of(one).startswith("Chiffre à confirmer") for one in found.figures]
            assert marks == sorted(marks)
            marked += sum(marks)
        verified = [
            o for i in publication.report.indicators for s in i.headlines for o in s.leading if o.being_verified
        ]
        assert marked == len(verified) > 0

    def test_a_count_in_question_leaves_the_lead_to_its_rates(self, publication: Publication) -> None:
        found = publication.report.indicator("2.2-O2")
        assert found
        assert [french.write_value(*lead) for lead in leading_figures(found)] == [
            "37\u202f%", "69\u202f%", "352\u00a0écoles", "7\u202f157\u00a0écoles",
        ]  # fmt: skip

    def test_a_level_says_how_it_is_known_until_it_is_confirmed(self, publication: Publication) -> None:
        assert "à confirmer" in level_mark(publication.report)
        confirmed = publication.report.model_dump(mode="json")
        for axis in confirmed["axes"]:
            for one in (i for action in axis["actions"] for i in action["indicators"]):
                for observation in (o for series in one["series"] for o in series["observations"]):
                    if observation["level"] is not None:
                        observation["level_basis"] = "confirmed"
        assert level_mark(Report.model_validate(confirmed)) == ""

    def test_figures_of_the_text_that_are_being_verified_are_told_at_its_end(self, publication: Publication) -> None:
        found = publication.report.indicator("2.1-O2")
        assert found
        *_first, last = signed.named_texts(found)
        told = "".join(one.text for run in last.text for one in run.footnote)
        assert told.startswith("À confirmer"), "nobody says that it is being verified: it waits"
        assert "30" in told

    def test_a_caption_that_the_printed_report_does_not_give_is_to_be_confirmed(self, paper: Paper) -> None:
        scale = next(table for table in every(paper, Table) if table.rows and table.rows[0][1].level is not None)
        said = {row[0].text[0].text: [run.footnote for run in row[1].text if run.footnote] for row in scale.rows}
        assert [level for level, footnotes in said.items() if footnotes] == ["4"]
        assert "à confirmer" in said["4"][0][0].text


def footnote_of(figure: Figure) -> str:
    return "".join(run.text for run in figure.footnote)


def level_mark(report: Report) -> str:
    """The marks of all levels."""
    return "".join(
        footnote_of(signed.signed_figure(report, series, one))
        for indicator in report.indicators
        for series, one in leading_figures(indicator)
        if one.level is not None
    )


class TestPages:
    def test_there_are_at_most_forty(self, written: bytes) -> None:
        assert len(tagged.opened(written).pages) <= MOST_PAGES

    def test_none_is_under_half_full_but_the_last_of_an_axis(self, paper: Paper, written: bytes) -> None:
        document = pypdfium2.PdfDocument(written)
        first, end = page_of(document, "Introduction"), page_of(document, "Sigles")
        axes = [page_of(document, f"{one.number} {one.text}") for one in paper.blocks if starts_axis(one)]
        last = {number - 1 for number in (*axes[1:], end)}
        empty = [number + 1 for number in range(first, end) if number not in last and filled(document[number]) < HALF]
        assert empty == []

    def test_its_text_is_large_enough(self, written: bytes) -> None:
        """The size in which most letters are set."""
        sizes = Counter(size for page in pypdfium2.PdfDocument(written) for _low, size in letters(page))
        assert sizes.most_common(1)[0][0] >= SMALLEST

    def test_no_code_or_short_compound_is_cut(self, written: bytes) -> None:
        ends = [
            line.strip()
            for page in pypdfium2.PdfDocument(written)
            for line in page.get_textpage().get_text_bounded().splitlines()
        ]
        assert [end for end in ends if re.search(r"(?<![\w-])\w{1,2}[-\ufffe]$", end)] == []

    def test_the_cover_names_the_year(self, publication: Publication, written: bytes) -> None:
        cover = pypdfium2.PdfDocument(written)[0].get_textpage().get_text_bounded()
        assert publication.report.edition in cover.splitlines()


def starts_axis(block: object) -> bool:
    return isinstance(block, Heading) and block.level == 1 and bool(block.number)


def page_of(document: pypdfium2.PdfDocument, title: str) -> int:
    """The page, from 0, on which the part of this name starts."""
    wanted = tagged.plain(title)
    return next(
        target.get_index()
        for one in document.get_toc()
        if tagged.plain(one.get_title()) == wanted and (target := one.get_dest())
    )


def letters(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float]]:
    """Of each letter, how high it stands and in what size, in points."""
    text = page.get_textpage()
    for rank in range(text.count_chars()):
        yield text.get_charbox(rank)[1], round(pypdfium2.raw.FPDFText_GetFontSize(text.raw, rank), 1)


def filled(page: pypdfium2.PdfPage) -> float:
    """How much of the height between head and foot the text and its drawings take, footnotes aside: from 0 to 1."""
    top, bottom = HEAD, FOOT
    lows = [low for low, size in letters(page) if size > FOOTNOTE and bottom < low < top]
    drawn = [one.get_bounds() for one in page.get_objects(max_depth=1) if one.type != pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
    lows += [low for _left, low, _right, high in drawn if high - low > FOOTNOTE and bottom < low < top]
    return (top - min(lows, default=top)) / (top - bottom)


class TestFiles:
    def test_the_one_of_the_site_carries_the_document_and_its_values(self, client: Client, published: None) -> None:
        served = client.get("/rapport.pdf").content
        with tagged.opened(served) as pdf:
            attached = {str(name): one.get_file().read_bytes() for name, one in pdf.attachments.items()}
        assert attached == {
            "strategie-numerique-2025-1-rapport.json": client.get("/donnees/rapport.json").content,
            "strategie-numerique-2025-1-rapport.csv": client.get("/donnees/rapport.csv").content,
        }
        verdicts = vera.check_together(served, vera.UA_1, vera.A_3A)
        assert verdicts[vera.UA_1].broken == {}, "accessible"
        assert verdicts[vera.A_3A].broken == {}, "fit to be kept"

    def test_figures_are_the_same_in_the_pdf_and_in_the_word_file(self, paper: Paper, written: bytes) -> None:
        shown = [one for found in every(paper, Figures) for one in found.figures]
        read = tagged.plain(tagged.tag_text(written))
        set_large = [
            tagged.plain(text) for text in word.styled(word.opened(write_docx(paper, word.pixel)), "Chiffre clé")
        ]
        assert set_large == [tagged.plain(one.value + one.unit) for one in shown]
        for one in shown:
            assert tagged.plain(one.label + one.when + one.value + one.unit) in read
