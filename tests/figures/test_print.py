"""What the seeded release says against what is printed: for each correction, the line of the report, and both sides.

`line` is the line of the report's text; `says` must stand in what is said of the code, `never` must not.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from strategy_monitor.charts.chart import charts_for
from strategy_monitor.exports import citing
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.pages import tracing
from strategy_monitor.report import figures, reading, sentences, summary
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Indicator, Measure, Note, Observation, Report, Series
from tests.memory import forget_answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget_answers()
    yield
    forget_answers()


@pytest.fixture
def report(seeded: None) -> Report:
    return build("2025")


@dataclass(frozen=True)
class Line:
    code: str
    line: int
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


PRINTED = (
    Line("3.2-3-O3", 694, ("594 ordinateurs portables (2023) et 331 (2024)", "les 594 ordinateurs de 2023")),
    Line("3.2-3-O3", 694, (), ("cette valeur",)),
    Line("4.1-O4", 782, ("la moitié",), ("près de 50",)),
    Line("2.2-O1", 503, (), ("FPO et de WBE", "FPO et WBE ;", "but des contrats, dans")),
    Line("2.2-O1", 505, ("« dès 2021 »",), ("à atteindre dès", "Gardé comme but")),
    Line("2.1-O2", 466, ("outre l’augmentation du volume d’offre",), ("en hausse",)),
    Line("2.1-O2", 466, (": une augmentation de 30 %",), ("soit 30 %",)),
    Line("4.1-M1", 775, ("un plan échelonne la production",), ("de ce qui en relève d’éléments",)),
    Line("4.1-O2", 824, ("« E », « B » et « E » s’y retrouvent",), ("ne se lit pas", "développé nulle part")),
    Line("strategy", 331, ("sans adresse", "1.4-M1", "4.1-M2"), ("Aucune adresse n’a été devinée", "perdue")),
    Line("1.1-M4", 143, ("septembre 2022", "N-1.1-12"), ("Mauger", "Océanprinters", "D’AVO", "D'AVO")),
    Line("2.2-O1", 513, ("N-2.2-12", "postérieurs à la date des données"),),
    Line("3.2-3-M2", 634, ("N-3.2-3-24", "avant l’adoption de la Stratégie"),),
    Line("3.2-3-O3", 688, ("N-3.2-3-25", "avant l’adoption de la Stratégie"),),
    Line("2.1-O1", 452, ("Deux décrets du 14 mars 2019",)),
    Line("2.2-O2", 517, ("Deux décrets du 14 mars 2019",)),
    Line("2-I1", 538, ("ne sont énumérés nulle part",)),
    Line("2-I2", 549, ("ne sont énumérés nulle part",)),
    Line("2-I3", 563, ("ne sont énumérés nulle part",)),
    Line("2-I4", 574, ("29,7 % (2018)",), ("PISA 2018",)),
    Line("2-I5", 587, ("13,9 % (2018)",), ("PISA 2018",)),
    Line("1.1-M3", 119, ("et en particulier dans le référentiel",), ("surtout",)),
    Line("1.4-M2.7", 363, ("pour les élèves à besoins spécifiques",), ("bénéficient",)),
    Line("1.4-O1", 374, ("Les producteurs au lancement",), ("Quatre producteurs",)),
    Line("1-I1", 388, ("s’estimant capables",), ("Élèves capables",)),
    Line("1-I2", 401, ("s’estimant capables",), ("Élèves capables",)),
    Line("2.1-M1", 422, ("ni comptés",), ("Les trois textes",)),
    Line("2.1-O1", 452, ("dans les textes des indicateurs",), ("dans les remarques",)),
    Line("2.1-O2", 466, ("surtout des enseignants du secondaire", "des publics cibles", "N-2.1-12")),
    Line("2.2-O2", 517, ("dans les textes des indicateurs",), ("dans les remarques",)),
    Line("2-I1", 538, ("moyenne des pays de comparaison",)),
    Line("2-I3", 563, ("moyenne des pays de comparaison",)),
    Line("2-I3", 559, ("estimant pouvoir aider",), ("confiants",)),
    Line("2-I4", 572, ("Établissements ayant un programme",)),
    Line("2-I5", 585, ("Établissements libérant du temps",), ("Temps libéré pour",)),
    Line("3.1-O1", 614, ("plusieurs fois depuis 2019", "actions à poursuivre"), ("actions à venir", "se sont répétés")),
    Line("3.2-3-M1", 626, ("depuis 2023, 150 € par élève",), ("pris en leasing depuis 2023",)),
    Line("3.2-3-M2", 634, ("doit les aider dans",), ("Il soutient",)),
    Line("3.2-3-O1", 650, ("dans le contexte de la crise",), ("à cause de la crise",)),
    Line("3.2-3-O1", 652, ("s’adresse à ceux qui en ont le plus besoin",), ("élève du secondaire, au profit",)),
    Line("3.2-3-O1", 656, ("population scolaire (volet 1, en 2 éditions)",)),
    Line("3.2-3-O2", 680, ("d’autre date que l’année de l’enquête",), ("aucune date de données",)),
    Line("3.4-O1", 732, ("ni le jour des données",), ("ni la date des données",)),
    Line("4.1-M1", 775, ("adaptés aux cadres",), ("conformes aux cadres",)),
    Line("4.1-M1", 775, ("vise d’abord à soutenir",), ("Elle soutient d’abord",)),
    Line("5.3-M1", 934, ("aspects juridiques",)),
)  # fmt: skip


def words_of_notes(notes: tuple[Note, ...]) -> list[str]:
    return [part for one in notes for part in (one.code, one.printed, one.reason, one.decision)]


def words_of_measure(measure: Measure) -> list[str]:
    cells = [cell for table in measure.tables for row in table.rows for cell in row.cells]
    return [measure.text, *cells, *(table.note for table in measure.tables), *words_of_notes(measure.notes)]


def words_of_indicator(indicator: Indicator) -> list[str]:
    said = [
        indicator.short_title,
        indicator.context,
        indicator.remark,
        indicator.definition,
        reading.write_headline(indicator),
    ]
    for series, one in every(indicator):
        said += [series.label, series.population, f"{french.write_value(series, one)} ({one.period.label})"]
        said += [one.break_before, one.source]
    return said + words_of_notes(indicator.all_notes)


def every(*indicators: Indicator) -> list[tuple[Series, Observation]]:
    return [(series, one) for indicator in indicators for series in indicator.series for one in series.observations]


def said_of(report: Report, code: str) -> str:
    """All that the document says of an indicator, a measure or the strategy, with ordinary spaces."""
    measures = {one.code: one for one in report.measures()}
    if code == "strategy":
        told = words_of_notes(report.strategy.notes)
    elif code in measures:
        told = words_of_measure(measures[code])
    else:
        found = report.indicator(code)
        assert found is not None, code
        told = words_of_indicator(found)
    return re.sub(r"\s+", " ", " ¶ ".join(told))


def test_what_is_printed_is_said_and_nothing_else(report: Report) -> None:
    faults = []
    for one in PRINTED:
        said = said_of(report, one.code)
        faults += [f"{one.code}, line {one.line}: « {text} » is not said" for text in one.says if text not in said]
        faults += [f"{one.code}, line {one.line}: « {text} » is said" for text in one.never if text in said]
    assert not faults, "\n".join(faults)


def test_a_measure_printed_twice_has_one_wording(report: Report) -> None:
    """Lines 859 and 940, 861 and 936."""
    texts = {one.code: one.text for one in report.measures()}
    assert texts["4.2-M1"] == texts["5.3-M3"]
    assert texts["4.2-M2"] == texts["5.3-M2"]


FAR_FROM_A_SOURCE = {
    ("1.3-O1", "ecoles-plan-pilotage"), ("1.3-O1", "duree-plan-pilotage"), ("1.3-O1", "vagues"),
    ("2.2-O1", "jours-haute-expertise"), ("2.2-O1", "sessions-haute-expertise"),
    ("2.2-O2", "anciennete-exigee"), ("2.2-O2", "annees-sans-evaluation-defavorable"),
    ("2.2-O2", "anciennete-faute-de-candidat"), ("3.2-3-O3", "duree-deploiement"),
    ("4.1-O4", "apprenants-rci"), ("4.1-O4", "part-rci-reportee"),
    ("2-I4", "programme-de-collaboration"), ("2-I5", "temps-libere"),
}  # fmt: skip
"""Figures of measures (8), of contexts without a source (3), and of 2018 under a source of 2022 (2)."""


def test_no_figure_borrows_a_source(report: Report) -> None:
    unsourced = {
        (indicator.code, series.key)
        for indicator in report.indicators
        for series, one in every(indicator)
        if not one.source and one.value is not None
    }
    assert unsourced == FAR_FROM_A_SOURCE
    assert all(one.source == "" for _series, one in every(*report.indicators) if one.place == "measure")
    for code in ("2-I4", "2-I5"):
        old, new = report.indicator(code).series[0].observations  # type: ignore[union-attr]
        assert (old.source, new.source) == ("", "Données PISA 2022")
        assert (old.period.kind, old.period.label) == ("calendar_year", "2018")


def test_a_planned_source_is_never_told_as_the_source(report: Report) -> None:
    """Line 839 prints « Source à terme » alone; lines 292 and 399 end by a full stop, which is not doubled."""
    waiting = [one for one in report.indicators if one.planned_source and not one.source]
    assert [one.code for one in waiting] == ["4.1-O3"]
    working = Publication(report, None, "https://suivi.exemple.be")
    for one in report.indicators:
        figure = next(found for found in figures.figures(one) if found.series.role == "headline")
        for said in (sentences.write_indicator(one), tracing.sentence(figure), citing.describe_work(working, one).note):
            assert ".." not in said
            assert not (one in waiting and re.search(r"Source( des chiffres)?\s:", said)), said
            assert "Source à terme" in said or one not in waiting


def test_a_planned_source_is_that_of_the_figures_it_stands_under(report: Report) -> None:
    """Line 682: « Source à terme » stands under the CLEF survey, not under the TALIS figures of the context."""
    indicator = report.indicator("3.2-3-O2")
    assert indicator is not None
    planned = {one.planned_source for series, one in every(indicator) if one.place == "context"}
    assert planned == {""}


def test_only_a_provider_makes_a_value_exact(report: Report) -> None:
    manners = {one.manner for _series, one in every(*report.indicators)}
    assert manners <= {"", "approximate", "half", "minimum", "cumulative", "range"}


def test_a_sum_says_since_when_where_it_is_printed_and_nowhere_else(published: None, client: Client) -> None:
    """« depuis 2021 » (line 658) is said of what parents bought, not of the schools of the line before."""
    sums = {
        series.key: one.cumulative_since
        for series, one in every(*build("2025").indicators)
        if one.manner == "cumulative"
    }
    assert sums == dict.fromkeys(("pc-parents", "pc-fonds-solidarite"), dt.date(2021, 1, 1))
    assert text_of(client, "/indicateurs/3.2-3-O1/").count("31 juillet 2024, cumul depuis 2021") == 3


def test_figures_are_ascribed_to_those_who_gave_them(published: None, client: Client) -> None:
    """A chart, to its own source (lines 670, 701); what is to come, to nobody yet (839); three blocks, to all (961)."""
    taken = text_of(client, "/indicateurs/3.2-3-O2/acces-insuffisant-comparaison/integrer/")
    assert "Source : Enquête TALIS 2018 – Chap. I." in taken
    assert "CLEF" not in taken
    taken = text_of(client, "/indicateurs/3.2-3-O3/pc-directions-renouveles-evolution/integrer/")
    assert "Source : Etnic et AGE. " in taken
    assert "DGPE" not in taken
    later = "Source à terme : AGE (SGNE via e-classe)."
    told = {code: described(client, f"/indicateurs/{code}/") for code in ("3.1-O1", "4.1-O3", "5.3-O1")}
    assert told["3.1-O1"].endswith(" : Les travaux ont démarré. Source : Gouvernements.")
    assert told["4.1-O3"].endswith(later)
    assert told["5.3-O1"].endswith("Source : AGE (SGNE) ; DQPS ; AGE (DGPSE) – Suivi du Pacte.")
    figure = "/indicateurs/4.1-O3/releves/utilisateurs-actifs/sans-date-rapport-2025/"
    assert described(client, figure).endswith(later)
    assert later in re.sub(r"\s+", " ", client.get("/indicateurs/4.1-O3.ris").content.decode())


def described(client: Client, address: str) -> str:
    found = re.search(r'<meta name="description" content="([^"]*)"', client.get(address).content.decode())
    assert found
    return re.sub(r"\s+", " ", html.unescape(found[1]))


def test_both_sides_of_a_break_lead_to_what_it_says(report: Report) -> None:
    """Lines 694–697: the year that is not whole is the one before the break."""
    indicator = report.indicator("3.2-3-O3")
    assert indicator is not None
    (drawn,) = charts_for(indicator)
    assert [point.written for point in drawn.points] == ["594*", "331*"]


def test_an_approximation_is_written_in_the_word_that_is_printed(report: Report) -> None:
    told = {"approximate": "près de ", "about": "environ ", "half": "la moitié", "minimum": "au moins "}
    printed = {"approximate": "près de", "about": "environ", "half": "la moitié", "minimum": ("minimum", "au moins")}
    vague = [(series, one) for series, one in every(*report.indicators) if one.manner in told and one.value is not None]
    assert len(vague) >= 4
    for series, one in vague:
        wanted = printed[one.manner]
        assert any(word in one.printed.lower() for word in ((wanted,) if isinstance(wanted, str) else wanted)), one
        assert french.write_value(series, one).startswith(told[one.manner])


def test_a_frequency_is_printed_or_ours(report: Report) -> None:
    """Lines 538, 549, 563 and 745 (« tous les 6 ans »), 843 (« nombre annuel »); no other indicator has one."""
    printed = {one.code for one in report.indicators if one.frequency_basis == "printed"}
    assert printed == {"2-I1", "2-I2", "2-I3", "3-I1", "4.1-O4"}
    for one in report.indicators:
        assert bool(one.frequency_basis) == (one.frequency != "unknown")
        assert reading.write_frequency(one).endswith(("selon le rapport", "selon nous", "non précisée"))


def test_days_that_are_not_printed_are_derived(report: Report) -> None:
    """A date is printed with its day; « 2023-2024 », « TALIS 2018 », « depuis février 2022 » are not."""
    for _series, one in every(*report.indicators):
        assert one.period.derived == (one.period.kind not in {"date", "undated"}), one.period
        if one.period.kind == "date":
            assert re.fullmatch(r"(1er|\d{1,2}) \w+ \d{4}", one.period.label)


def test_a_deployment_dates_no_data(report: Report) -> None:
    """Line 962: 5.3-O1 prints one date, an impossible one; the deployment of 18 April 2023 is none."""
    indicator = report.indicator("5.3-O1")
    assert indicator is not None
    assert reading.list_dates(indicator) == []
    assert reading.list_unread_dates(indicator) == ["Données au 322/01/2025"]


def test_a_period_is_no_date_of_the_data(report: Report) -> None:
    """Lines 680, 732: nothing is printed of when these were taken; line 853 does print it, of a year."""
    told = {code: report.indicator(code) for code in ("3.2-3-O2", "3.4-O1", "4.1-O4", "4.1-O1")}
    said = {code: (reading.list_dates(one), reading.list_periods(one)) for code, one in told.items() if one}
    assert said == {
        "3.2-3-O2": ([], ["CLEF 2021"]),
        "3.4-O1": ([], ["2023-2024"]),
        "4.1-O4": (["2023-2024"], []),
        "4.1-O1": (["1er\u00a0février\u00a02025"], []),
    }


DEPARTS = re.compile(
    r"Corrigé|Rendu |rendu[es]* dans|Réécrit|rétabli|de notre main|déduit|Lu[es]? comme|[Rr]attachée?s?\b|Notre texte"
)


def test_two_notes_that_reckon_the_same_schools_find_as_many(report: Report) -> None:
    """510 secondary schools, 23 % of all: 510 ÷ 0.23 × 0.77."""
    reasons = {one.note.code: one.note.reason for one in summary.signals(report)}
    for code in ("N-2.2-08", "N-4.2-09"):
        assert "1707" in re.sub(r"(?<=\d)\s(?=\d)", "", reasons[code]), code


def test_a_note_that_departs_from_the_print_does_not_say_that_it_is_kept(report: Report) -> None:
    notes = {signal.note.code: signal.note for signal in summary.signals(report)}.values()
    kept = [one.code for one in notes if one.status == "kept" and DEPARTS.search(one.decision)]
    assert set(kept) <= NOT_DEPARTING
    assert sum(one.status == "adapted" for one in notes) >= 60


NOT_DEPARTING = {
    "N-G-04", "N-4.1-10",  # nothing is deduced
    "N-3.2-3-15", "N-4.2-04",  # attached to what is printed with it
}  # fmt: skip


def test_the_home_page_counts_the_questions_that_wait(published: None, client: Client) -> None:
    waiting = sum(signal.note.status == "open" for signal in summary.signals(build("2025")))
    said = text_of(client, "/")
    assert waiting > 1
    assert f"{waiting} questions ouvertes attendent la réponse" in said


def text_of(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_renewal_leads_with_both_printed_values_wherever_it_stands(published: None, client: Client) -> None:
    for address in ("/", "/axes/3/", "/rapport/", "/indicateurs/", "/indicateurs/3.2-3-O3/"):
        html = client.get(address).content.decode()
        for year in ("2023", "2024"):
            assert f"/indicateurs/3.2-3-O3/releves/pc-directions-renouveles/{year}/" in html, (address, year)


def test_pages_say_no_address_no_day_and_no_source_that_is_not_printed(published: None, client: Client) -> None:
    whole = client.get("/rapport/").content.decode()
    assert "perdue à l" not in whole
    assert whole.count('<span class="lost">sans adresse</span>') == whole.count('<li class="bare">') == 57
    figure = text_of(client, "/indicateurs/2-I4/releves/programme-de-collaboration/2018/")
    assert "Source non précisée" in figure
    assert "du 1er janvier" not in figure
    assert "N-2-12" in figure  # a note of its indicator
    year = text_of(client, "/indicateurs/2.1-O2/releves/heures/2023-2024/")
    assert "29 août" not in year
    assert "Précision" not in year


def test_notes_stand_where_their_text_stands(published: None, client: Client) -> None:
    """Those on the introduction, the scale and the references too, information included."""
    whole, report = client.get("/rapport/").content.decode(), build("2025")
    references = [note for one in report.measures() for ref in one.references for note in ref.notes]
    for note in (*report.strategy.notes, *report.scale_notes, *references):
        assert f'aria-label="Note {note.code}"' in whole, note.code
