"""The words of a text as they are searched: what counts as one, and what is left of it."""

from __future__ import annotations

import pytest

from strategy_monitor.language import stems
from strategy_monitor.language.folding import fold
from strategy_monitor.language.synonyms import SYNONYMS


def forms(text: str) -> list[str]:
    return [word.form for word in stems.find_words(stems.compose(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Formation à l’École", ["formation", "ecole"]),
        ("l ecole et d ordinateurs", ["ecole", "ordinateurs"]),
        ("4 944 heures", ["4944", "heures"]),
        ("4.944", ["4944"]),
        ("615\u202f088", ["615088"]),
        ("61,5 %", ["61,5"]),
        ("61.5", ["61,5"]),
        ("150€", ["150", "euro"]),
        ("2.1-O2", ["2,1o2"]),
        ("Wi-Fi", ["wifi"]),
        ("e classe", ["eclasse"]),
        ("E‑classe", ["eclasse"]),
        ("apprend-on", ["apprend"]),
        ("Y a-t-il", []),
        ("e\u0301cole", ["ecole"]),
        ("L’indemnité s’élève à 100 € par élève", ["indemnite", "s'eleve", "100", "euro", "eleve"]),
        ("Combien d’écoles ont-elles un DRN ?", ["ecoles", "drn"]),
        ("«»!?…", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, found: list[str]) -> None:
    assert forms(text) == found


def test_a_word_with_hyphens_has_parts_and_stands_where_it_was_typed() -> None:
    (word,) = stems.find_words("en 2019-2020")
    assert (word.start, word.end, word.form, word.parts) == (3, 12, "20192020", ("2019", "2020"))


@pytest.mark.parametrize(
    "family",
    [
        "équiper équipée équipées équipement équipements",
        "enseignant enseignante enseignants enseigner enseignement",
        "formation formations former formateur formatrice formatrices",
        "directeur directrice directeurs direction directions",
        "utiliser utilisation utilisateurs utilisent",
        "développer développement développe",
        "professionnel professionnelle professionnels",
        "réseau réseaux",
        "régional régionaux régionale",
        "éducatif éducative éducation",
        "renouveler renouvellement renouvelé",
        "premier première premières",
        "interopérable interopérabilité",
        "déployer déployé déploie",
    ],
)
def test_words_of_a_family_have_one_stem_with_accents_or_without(family: str) -> None:
    assert len({stems.stem(form) for form in forms(family)}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("portable", "porter"), ("numérique", "nombre"), ("parent", "part"), ("classe", "classique"), ("prix", "pris")],
)
def test_other_words_keep_another_one(one: str, other: str) -> None:
    assert stems.stem(fold(one)) != stems.stem(fold(other))


def test_a_number_and_a_code_are_left_alone() -> None:
    assert [stems.stem(form) for form in ("4944", "61,5", "2,1o2")] == ["4944", "61,5", "2,1o2"]


@pytest.mark.parametrize("typed", ["interoprabilité", "interopérrabilité", "interropérabilite", "interopérablité"])
def test_a_letter_that_is_wrong_does_not_hide_a_long_word(typed: str) -> None:
    known = stems.stem("interoperabilite")
    assert stems.stem(fold(typed)) == known or stems.is_misspelt(stems.stem(fold(typed)), known)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("conectivité", "connectivité"), ("conexion", "connexion"), ("tablete", "tablette"), ("wiffi", "wifi")],
)
def test_a_letter_doubled_or_not_does_not_hide_a_word(typed: str, meant: str) -> None:
    found, known = stems.stem(fold(typed)), stems.stem(fold(meant))
    assert found == known or stems.is_misspelt(found, known)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("raison", "maison"),
        ("bal", "ball"),
        ("4494", "494"),
        ("44944", "4944"),
        ("4944", "4945"),
        ("494444", "494445"),
        ("prim", "prix"),
        ("depens", "depend"),
        ("devloppa", "devlopper"),
    ],
)
def test_another_word_a_number_and_a_short_word_are_not_misspelt(typed: str, known: str) -> None:
    assert not stems.is_misspelt(typed, known)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ordinatuer", "ordinateur"),
        ("enseigants", "enseignants"),
        ("formtions", "formations"),
        ("equipemnt", "équipement"),
        ("directuer", "directeur"),
        ("etablisement", "établissement"),
        ("collaboraton", "collaboration"),
        ("accompagnemment", "accompagnement"),
    ],
)
def test_a_letter_that_is_wrong_in_an_ending_does_not_hide_a_word(typed: str, meant: str) -> None:
    assert stems.stem(fold(typed)) != stems.stem(fold(meant))
    assert stems.stem(fold(meant)) in stems.list_respelt(fold(typed))


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("depense", "depend"),
        ("44944123", "4494412"),
        ("rdinateur", "ordin"),
        ("echeance", "echel"),
        ("batteries", "bat"),
        ("citation", "crit"),
        ("croissant", "cris"),
    ],
)
def test_another_word_a_number_and_a_first_letter_are_not_respelt(typed: str, known: str) -> None:
    assert known not in stems.list_respelt(typed)


@pytest.mark.parametrize("text", ["combien d’écoles", "quelle part", "Quel pourcentage", "le taux", "écoles en %"])
def test_a_question_may_ask_for_a_figure(text: str) -> None:
    assert stems.asks_for_a_figure(text)
    assert not stems.asks_what_it_is(text)


@pytest.mark.parametrize("text", ["Qu’est-ce que Pix ?", "qu est ce que pix", "c’est quoi pix", "que signifie Pix"])
def test_a_question_may_ask_what_a_thing_is(text: str) -> None:
    assert stems.asks_what_it_is(text)
    assert not stems.asks_for_a_figure(text)


def test_neither_is_asked_by_a_few_words() -> None:
    assert not stems.asks_for_a_figure("est-ce que les écoles ont internet")
    assert not stems.asks_what_it_is("est-ce que les écoles ont internet")


def test_each_synonym_is_searched_and_stands_once_in_its_row() -> None:
    for row in SYNONYMS:
        read = [" ".join(stems.stem(form) for form in forms(expression)) for expression in row]
        assert all(read), row
        assert len(row) > 1
        assert len(set(row)) == len(row), row
