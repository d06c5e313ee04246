"""What a Report answers to a question: what is found, in what order, what it is silent about, what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_monitor.language.folding import fold
from strategy_monitor.language.stems import compose
from strategy_monitor.report import search
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Acronym, Observation, Report
from strategy_monitor.report.search_index import FoundWords, index, list_terms, read_meanings
from tests.report.editing import OBSERVATION, REPORT, put
from tests.spaces import plain

INDEX = index(REPORT)


def codes(query: str) -> list[str]:
    return [hit.entry.code for hit in search.answer_question(INDEX, query).hits]


def texts(*given: str) -> search.Index:
    """The index of a report whose measures have these texts: 2.1-M1, 2.1-M2…"""
    measure = REPORT.axes[0].actions[0].measures[0].model_copy(update={"measures": (), "tables": (), "references": ()})
    found = [measure.model_copy(update={"code": f"2.1-M{n}", "text": text}) for n, text in enumerate(given, 1)]
    return index(put(REPORT, "axes.0.actions.0.measures", tuple(found)))


def first(found: search.Index, query: str) -> str:
    return search.answer_question(found, query).hits[0].entry.code


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École", "ecole"),
        ("ŒUVRE, œuvre, Ægide", "oeuvre, oeuvre, aegide"),
        ("l’élève", "l'eleve"),
        ("STRASSE straße", "strasse strasse"),
        ("e\u0301cole", "ecole"),
        ("ﬁn", "fin"),
        ("4\u202f944", "4 944"),
    ],
)
def test_accents_case_and_ligatures_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_query_is_bounded() -> None:
    assert len(search.words(" ".join(f"mot{n}" for n in range(100)))) == search.MAX_WORDS
    assert sum(map(len, search.words("é" * 10_000))) == search.MAX_QUERY
    assert search.words("École école ECOLE") == ("ecole",)


def test_the_entry_that_holds_most_of_a_question_comes_first() -> None:
    assert codes("heures de formation")[0] == "2.1-O1"
    assert codes("les parties de texte")[0] in {"2.1-M1", "2.1-M1.1"}
    assert codes("") == []
    assert search.answer_question(INDEX, "").near is False


def test_a_list_is_narrowed_to_what_holds_every_word() -> None:
    assert search.list_matching(INDEX, "heure formée", "indicator") == ("2.1-O1",)
    assert search.list_matching(INDEX, "heure formée", "measure") == ()
    assert search.list_matching(INDEX, "heures xylophone", "indicator") == ()
    assert search.list_matching(INDEX, "", "indicator") == ()


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    found = texts("Le numérique à l’école.", "Le numérique à l’école.", "Le numérique au jardin.")
    assert first(found, "le jardin numérique de l’école") == "2.1-M3"


def test_a_title_weighs_more_than_a_text() -> None:
    report = put(
        REPORT, "axes.0.actions.0.measures.0.text", "Un texte qui parle d’heures suivies et de bien d’autres choses."
    )
    assert first(index(report), "heures") == "2.1-O1"


def test_a_figure_is_asked_of_what_is_measured_and_a_meaning_of_what_is_done() -> None:
    report = put(REPORT, "axes.0.actions.0.measures.0.text", "Des heures, des heures de formation.")
    assert first(index(report), "combien d’heures de formation") == "2.1-O1"
    assert first(index(report), "c’est quoi une heure de formation") == "2.1-M1"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Un ordinateur portable par élève.", "des PC pour les enfants"),
        ("Une indemnité de 100 €.", "prime de 100 euros"),
        ("Les directeurs y sont formés.", "chefs d'etablissement"),
        ("Une connexion à haut débit.", "Wi-Fi"),
        ("Un cadre conforme au RGPD.", "protection des données personnelles"),
        ("La crise sanitaire l’a accéléré.", "covid"),
    ],
)
def test_another_word_of_the_same_meaning_is_found(text: str, query: str) -> None:
    assert first(texts("Un autre texte, des mêmes écoles.", text), query) == "2.1-M2"


def test_the_word_that_was_typed_comes_before_another_of_its_meaning() -> None:
    found = texts("Un ordinateur par élève.", "Un PC par élève.")
    assert first(found, "PC") == "2.1-M2"
    assert first(found, "ordinateur") == "2.1-M1"


def test_an_acronym_of_the_report_is_found_by_what_it_means_and_back() -> None:
    report = put(REPORT, "acronyms", (Acronym(letters="CTP", meaning="Conseiller technopédagogique"),))
    assert (
        first(index(put(report, "axes.0.actions.0.measures.0.text", "42 CTP.")), "conseillers technopedagogiques")
        == "2.1-M1"
    )
    told = put(report, "axes.0.actions.0.measures.0.text", "42 conseillers technopédagogiques.")
    assert first(index(told), "ctp") == "2.1-M1"


@pytest.mark.parametrize(
    "introduced", ["Le conseiller technopédagogique (CTP) est", "Un CTP (Conseiller\u202ftechnopédagogique) est"]
)
@pytest.mark.parametrize("query", ["CTP", "c’est quoi un ctp ?"])
def test_an_acronym_is_found_first_where_a_text_says_what_it_is(introduced: str, query: str) -> None:
    report = put(REPORT, "acronyms", (Acronym(letters="CTP", meaning="conseiller technopédagogique"),))
    measure = report.axes[0].actions[0].measures[0].model_copy(update={"measures": (), "tables": (), "references": ()})
    said = (
        "Un CTP.",
        f"{introduced} celui qui aide une école, puis une autre, et dit à chacune ce qu’il a vu.",
        "Le CTP.",
    )
    told = tuple(measure.model_copy(update={"code": f"2.1-M{n}", "text": text}) for n, text in enumerate(said, 1))
    assert first(index(put(report, "axes.0.actions.0.measures", told)), query) == "2.1-M2"


def test_the_beginning_of_a_word_finds_it() -> None:
    assert first(texts("Autre chose.", "Des technopédagogues."), "techno") == "2.1-M2"


def test_a_misspelt_word_is_found_and_no_silence_is_claimed() -> None:
    found = search.answer_question(texts("Autre chose.", "Un appareil reconditionné."), "recondtionnés")
    assert (found.near, found.absent, found.hits[0].entry.code) == (False, (), "2.1-M2")


def test_one_misspelt_in_its_ending_too() -> None:
    found = search.answer_question(texts("Autre chose.", "Des ordinateurs."), "ordinatuers")
    assert (found.near, found.absent, found.hits[0].entry.code) == (False, (), "2.1-M2")


@pytest.mark.parametrize("query", ["4944", "4.944", "4 944", "4 944 heures", "2023-2024", "IFPC", "2.1-O1"])
def test_a_figure_its_period_its_source_and_its_code_are_found(query: str) -> None:
    assert codes(query)[0] == "2.1-O1"


def test_a_reference_a_footnote_a_table_and_the_official_text_are_found_with_their_measure() -> None:
    assert codes("circulaire 7831") == ["2.1-M1"]
    assert codes("logique") == ["2.1-M1"]
    assert codes("partie") == ["2.1-M1.1"]
    assert (
        first(index(put(REPORT, "axes.0.actions.0.measures.0.official_text", "Il est institué un comité.")), "comité")
        == "2.1-M1"
    )


@pytest.mark.parametrize("name", ["official_context", "official_remark"])
def test_the_official_texts_of_an_indicator_are_found_with_it(name: str) -> None:
    told = put(REPORT, f"axes.0.actions.0.indicators.0.{name}", "Il est institué un comité.")
    assert first(index(told), "comité") == told.axes[0].actions[0].indicators[0].code


def test_the_official_introduction_is_found_with_the_strategy() -> None:
    told = index(put(REPORT, "strategy.official_introduction", ("Il est institué un comité.",)))
    assert search.answer_question(told, "comité").hits[0].entry.kind == "strategy"


def test_the_report_is_silent_about_a_word_that_it_has_nowhere() -> None:
    found = search.answer_question(INDEX, "Combien de pianos et de flûtes ?")
    assert (found.near, found.absent, found.hits) == (True, ("pianos et de flûtes",), ())


def test_where_it_is_silent_the_nearest_is_shown() -> None:
    found = search.answer_question(INDEX, "heures de piano, de flûte")
    assert (found.near, found.absent) == (True, ("piano, de flûte",))
    assert [hit.entry.code for hit in found.hits] == ["2.1-O1"]


def test_words_that_stand_apart_are_no_silence_either() -> None:
    found = search.answer_question(texts("Du cinéma.", "De l’anglais.", "De la musique."), "cinéma, anglais, musique")
    assert (found.near, found.absent) == (True, ())
    assert [hit.entry.code for hit in found.hits] == ["2.1-M1", "2.1-M2", "2.1-M3"]


def test_a_word_that_is_missing_beside_others_that_are_there_is_no_silence() -> None:
    found = search.answer_question(INDEX, "heures de formation IFPC suivies au piano")
    assert (found.near, found.absent) == (False, ("piano",))
    assert found.hits[0].entry.code == "2.1-O1"


def test_each_thing_is_indexed_once(seeded: None) -> None:
    report = build("2025")
    entries = index(report).entries
    assert len({(entry.kind, entry.code) for entry in entries}) == len(entries)
    assert {e.code for e in entries if e.kind == "indicator"} == {i.code for i in report.indicators}
    assert {e.code for e in entries if e.kind == "measure"} == {m.code for m in report.measures()}
    assert len([e for e in entries if e.kind == "axis"]) == len(report.axes)


def test_every_indicator_is_found_first_by_its_own_title(seeded: None) -> None:
    report: Report = build("2025")
    found = index(report)
    for indicator in report.indicators:
        assert first(found, indicator.title[: search.MAX_QUERY]) == indicator.code


def marked(text: str, query: str) -> list[str]:
    found = texts(text)
    return [
        compose(text)[start:end]
        for start, end in search.spans(compose(text), search.answer_question(found, query).terms, found.meanings)
    ]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("L’École et les écoles", "ecole", ["École", "écoles"]),
        ("Mise en œuvre", "oeuvre", ["œuvre"]),
        ("4 944 heures", "4944", ["4 944"]),
        ("4.944 heures", "4 944", ["4.944"]),
        ("le Wi-Fi", "wifi", ["Wi-Fi"]),
        ("Équiper les équipes", "equipement", ["Équiper", "équipes"]),
        ("Le chef d’établissement", "directeur", ["chef d’établissement"]),
        ("rien", "xylophone", []),
        ("rien", "", []),
    ],
)
def test_what_is_marked_is_what_was_found(text: str, query: str, found: list[str]) -> None:
    assert marked(text, query) == found


TEXTS = st.text(st.sampled_from("aàœéE 1234.-’\u202f🙂e\u0301"), max_size=60)
MEANINGS = read_meanings([("aa", "ee 12")])


@given(TEXTS, TEXTS)
def test_marks_are_in_order_apart_and_inside_the_text(text: str, query: str) -> None:
    terms = frozenset(one for term in search.read_terms(compose(query), MEANINGS) for one in term.all)
    end = 0
    for start, stop in search.spans(compose(text), terms, MEANINGS):
        assert end <= start < stop <= len(compose(text))
        end = stop


@given(TEXTS, TEXTS)
def test_what_is_sought_stands_where_its_terms_are_read(text: str, query: str) -> None:
    terms = frozenset(one for term in search.read_terms(compose(query), MEANINGS) for one in term.all)
    read = [
        (term.start, term.end) for term in search.read_terms(compose(text), MEANINGS) if not terms.isdisjoint(term.all)
    ]
    assert list(search.find_sought(compose(text), terms, MEANINGS)) == read


@given(TEXTS)
def test_the_terms_of_a_text_are_those_of_its_words_wherever_they_are_listed(text: str) -> None:
    words = FoundWords(MEANINGS)
    for _time in range(2):
        assert list_terms(text, words) == [term.all for term in search.read_terms(compose(text), MEANINGS)]


LONG = "Un début qui dure. " * 20 + "Ici un xylophone sonne. " + "Une fin qui dure. " * 20


def test_an_excerpt_stands_around_the_first_word_and_is_cut_at_spaces() -> None:
    (hit,) = search.answer_question(texts(LONG), "xylophones").hits
    assert "xylophone sonne" in hit.excerpt
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) <= search.EXCERPT + 4
    assert all(word in LONG.split() for word in hit.excerpt.strip("… ").split())


def test_an_excerpt_stands_where_most_words_are() -> None:
    text = (
        "Un piano seul. "
        + "Une phrase qui dure. " * 20
        + "Un piano, un violon, une flûte. "
        + "Une fin qui dure. " * 20
    )
    (hit,) = search.answer_question(texts(text), "piano violon flûte").hits
    assert "Un piano, un violon, une flûte." in hit.excerpt


def test_a_short_passage_is_shown_whole() -> None:
    (hit,) = search.answer_question(texts("Une partie du chemin."), "chemin").hits
    assert hit.excerpt == "Une partie du chemin."


def test_the_passage_that_says_most_is_shown() -> None:
    report = put(
        REPORT, "axes.0.actions.0.indicators.0.remark", "Les heures suivies par les enseignants du secondaire."
    )
    found = search.answer_question(index(report), "heures enseignants secondaire").hits[0]
    assert (found.entry.code, found.excerpt) == ("2.1-O1", "Les heures suivies par les enseignants du secondaire.")


@given(st.text(max_size=400), TEXTS)
def test_an_answer_never_fails_and_its_excerpts_are_short(text: str, query: str) -> None:
    for hit in search.answer_question(texts(text), query).hits:
        assert len(hit.excerpt) <= search.EXCERPT + 4


def test_a_page_holds_its_part_of_the_hits_and_says_how_many_there_are() -> None:
    found = texts(*(f"La flûte numéro {rank}." for rank in range(50)))
    pages = [search.answer_question(found, "flûte", page) for page in (1, 2, 3)]
    assert [(one.page, one.total, len(one.hits)) for one in pages] == [(1, 50, 20), (2, 50, 20), (3, 50, 10)]
    entries = [hit.entry for one in pages for hit in one.hits]
    assert len({entry.passages for entry in entries}) == 50


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (4, 3), (10**8, 3)])
def test_a_page_that_is_not_there_is_the_nearest_one(asked: int, given: int) -> None:
    found = search.answer_question(texts(*(f"La flûte numéro {rank}." for rank in range(50))), "flûte", asked)
    assert (found.page, len(found.hits)) == (given, 20 if given == 1 else 10)


def test_only_the_hits_of_the_page_are_cut_to_an_excerpt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = texts(*(f"La flûte numéro {rank}." for rank in range(50)))
    cut: list[int] = []
    monkeypatch.setattr(search, "show_hit", lambda _index, rank, *_asked: cut.append(rank))
    search.answer_question(found, "flûte", 3)
    assert len(cut) == 10


def of_values(*told: Observation) -> search.Index:
    """The index of a report whose indicator has these values of one series."""
    return index(put(REPORT, "axes.0.actions.0.indicators.0.series.0.observations", told))


def test_an_excerpt_shows_the_latest_of_the_values_that_say_as_much() -> None:
    before = put(OBSERVATION, "value", None).model_copy(update={"missing_reason": "not_printed", "notes": ()})
    later = OBSERVATION.model_copy(update={"notes": ()})
    (found, *_others) = search.answer_question(of_values(before, later), "heures suivies").hits
    assert plain(found.excerpt) == "Heures suivies : 4 944 heures (2023-2024)"


def test_an_excerpt_says_what_is_held_against_its_value_and_is_not_found_by_that() -> None:
    doubted = of_values(OBSERVATION)
    (found, *_others) = search.answer_question(doubted, "heures suivies").hits
    assert plain(found.excerpt) == "Heures suivies : 4 944 heures (2023-2024, question ouverte)"
    assert search.answer_question(doubted, "question ouverte").near
