"""Two people have the same form open, each in a browser of their own: nobody's typing is lost, nobody's is overwritten
unseen. On the database under test, for it is what keeps the second one waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.visits import Person

SPACE = "Espace direction-PO"
TEXT = "textarea[name=text]"
LEVELS = {
    5: "5 – La réalisation est terminée.",
    4: "4 – La réalisation dépasse trois quarts sans être terminée.",
    3: "3 – La réalisation se situe entre la moitié et trois quarts.",
}


def test_the_second_to_save_sees_both_and_decides(enter: Callable[[str], Person]):
    first, second = enter("demo"), enter("demo-contribution")
    for person, level, why in ((first, 4, "Reste un module"), (second, 3, "Restent deux modules")):
        person.page.goto(f"admin/indicators/observation/?q={SPACE}")
        person.page.click("#result_list tbody th a")
        choose(person, level, why)
    first.press("Enregistrer")
    first.reads("a été modifié", ".messagelist")

    second.press("Enregistrer")
    second.reads("Compte de démonstration a modifié ces données", ".errorlist.nonfield")
    assert told(second) == ["Niveau", LEVELS[5], LEVELS[4], LEVELS[3]]
    assert chosen(second) == 3, "the typing is kept"
    assert second.page.input_value("#id_why") == "Restent deux modules"
    first.page.reload()
    first.page.click("#result_list tbody th a")
    assert chosen(first) == 4, "nothing is overwritten unseen"

    second.press("Enregistrer")
    second.reads("a été modifié", ".messagelist")
    first.page.reload()
    assert chosen(first) == 3


@pytest.mark.parametrize("path", ["bureau/modifier/mesures/", "admin/axes/measure/"])
def test_what_a_browser_puts_back_is_never_taken_for_what_is_stored(enter: Callable[[str], Person], path: str) -> None:
    """Who goes back to a form finds there what they typed, as browsers do: what a colleague wrote since is not lost."""
    first, second = enter("demo"), enter("demo")
    for person in (first, second):
        person.page.goto(path)
        person.page.locator("#result_list tbody th a").nth(2).click()
    address, printed = first.page.url, first.page.locator(TEXT).input_value()
    save(first, "Ce que la première écrit.")
    second.page.reload()
    save(second, "Ce qu’écrit la seconde.")
    first.page.go_back()
    first.page.locator("[name=_save]").first.click()
    first.page.wait_for_load_state("load")
    second.page.goto(address)
    assert second.page.locator(TEXT).input_value() == "Ce qu’écrit la seconde."
    save(second, printed)


def test_an_answer_that_a_browser_puts_back_does_not_replace_the_one_of_a_colleague(enter: Callable[[str], Person]):
    first, second = enter("demo"), enter("demo-publication")
    for person in (first, second):
        person.page.goto("bureau/alertes/")
        person.page.locator("main a[href*='/bureau/alertes/']").last.click()
    first.page.locator("[name=why]").fill("Ce que la première en sait.")
    first.page.goto("bureau/")
    answer(second, "Ce qu’en sait la seconde.")
    first.page.go_back()
    assert first.page.input_value("[name=why]") == "Ce que la première en sait."
    answer(first, "Ce que la première en sait.")
    first.reads("Une autre personne a répondu depuis l’ouverture de la page.")
    first.met.clear()  # the browser notes each answer of 409
    assert first.page.input_value("[name=why]") == "Ce que la première en sait."


def answer(person: Person, why: str) -> None:
    person.page.select_option("[name=answer]", index=1)
    person.page.fill("[name=why]", why)
    person.press("Répondre")


def save(person: Person, text: str) -> None:
    person.page.locator(TEXT).fill(text)
    with person.page.expect_navigation():
        person.page.locator("[name=_save]").first.click()


def choose(person: Person, level: int, why: str) -> None:
    """The level by its words, and the reason."""
    person.page.get_by_label(LEVELS[level]).check()
    person.page.fill("#id_why", why)


def chosen(person: Person) -> int:
    return int(person.page.locator("[name=level]:checked").get_attribute("value"))


def told(person: Person) -> list[str]:
    """The row of the level in the comparison, without what is to be decided."""
    return person.page.locator(".conflict tbody tr", has_text="Niveau").locator("th, td").all_inner_texts()[:4]
