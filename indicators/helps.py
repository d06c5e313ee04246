"""What stands under each field of the forms: what to type, and what becomes of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from axes.helps import CODE, POSITION
from indicators.models.note import TARGETS

SERIES_HELPS = {
    "indicator": _("L’indicateur que cette série mesure."),
    "label": _("Ce qui est mesuré, en quelques mots : « Heures suivies »."),
    "quantity": _("Décide de ce qu’une valeur peut être, et de la façon dont elle se dessine."),
    "planned_source": _("La source attendue plus tard, si elle n’est pas celle de l’indicateur."),
    "key": _("Un mot sans accent ni espace, « heures » : permanent, il nomme la série dans les fichiers."),
    "position": POSITION,
    "unit": _("Au pluriel : « heures », « écoles » ; « % » pour une part ; vide pour un état."),
    "unit_singular": _("Pour 0, 1 et 1,9 : « heure »."),
    "role": _(
        "Chiffre principal : celui de l’indicateur. Composante : « dont 24 207 ». Répartition : par niveau, "
        "par réseau. Point de comparaison : OCDE, UE. Contexte : ce qui aide à lire."
    ),
    "polarity": _("Dit si une hausse est une bonne nouvelle ; deux séries de sens opposé ne se comparent pas."),
    "part_of": _("La clé de la série dont celle-ci est une partie ; vide sinon."),
    "whole": _("Cocher si les séries du groupe s’additionnent en 100 %."),
    "population": _("Sur qui porte la mesure : « FW-B », « OCDE ». Obligatoire pour un point de comparaison."),
}

OBSERVATION_HELPS = {
    "series": _("La série dont c’est une valeur : chercher par code d’indicateur ou par libellé."),
    "period_kind": _("Année scolaire, année civile, vague d’enquête… : une période n’est pas toujours une année."),
    "level": _("Dans les mots de l’échelle. « Pas de niveau » si l’indicateur n’en a pas."),
    "place": _("Où le chiffre se lit dans le rapport : en tête, dans le contexte, dans une remarque…"),
    "value": _("« 61,5 » ou « 4 944 », sans unité. Vide si la valeur manque : dire alors pourquoi."),
    "value_high": _("Pour une fourchette seulement : « 2 à 3 heures »."),
    "level_basis": _("D’où vient le niveau ; obligatoire dès qu’un niveau est donné."),
    "missing_reason": _("Seulement s’il n’y a ni valeur, ni niveau. Une valeur qui manque n’est pas un zéro."),
    "manner": _(
        "Vide : tel qu’imprimé. « exact » seulement si le producteur le dit. « près de », « environ » : le mot de la "
        "source. « au moins » : minimum, d’un niveau aussi : « les travaux ont démarré » est « au moins 1 ». Deux "
        "bornes : fourchette."
    ),
    "cumulative_since": _("Pour une valeur cumulée : le jour depuis lequel on compte."),
    "printed": _("Exactement ce que montre le rapport, fautes comprises. Vide si la valeur n’y est pas."),
    "period_start": _(
        "Le premier jour compris. Une année scolaire commence fin août depuis 2022-2023, le 1er septembre auparavant ; "
        "le jour change d’une année à l’autre."
    ),
    "period_end": _("Le dernier jour compris. Pour une année scolaire : la veille de la suivante."),
    "data_date": _("Le jour où la donnée a été arrêtée : « au 01/02/2025 »."),
    "printed_date": _("La date telle qu’imprimée, si elle est impossible ou approximative."),
    "validated_by": _("La personne qui a vérifié la valeur. À remplir avec la date, ou laisser les deux vides."),
    "validated_on": _("Le jour de la vérification ; un relevé validé porte les deux."),
}

INDICATOR_HELPS = {
    "position": POSITION,
    "title": _("Mot pour mot, comme dans le rapport."),
    "short_title": _("Quelques mots, pour les listes, la bande de la page d’accueil et les graphiques."),
    "category": _("Opérationnel : suit une action. D’impact : suit un axe."),
    "nature": _("État d’avancement : de 0 à 5. Quantitatif : un chiffre. Pour information : rien n’est attendu."),
    "action": _("Pour un indicateur opérationnel : chercher par numéro, « 2.1 », ou par intitulé."),
    "axis": _("Pour un indicateur d’impact."),
    "context": _("Ce qu’il faut savoir pour lire le chiffre. Une ligne vide sépare deux paragraphes."),
    "remark": _("Les limites des données : ce qu’elles ne disent pas, ce qui a changé."),
    "definition": _("Ce qui est compté, et comment ; vide si le rapport ne le dit pas."),
    "planned_source": _("La source attendue plus tard ; elle remplacera la source actuelle."),
    "providers": _("Qui produit le chiffre aujourd’hui."),
    "planned_providers": _("Qui le produira."),
    "frequency": _("Sert à signaler au bureau les données trop anciennes."),
    "frequency_basis": _("« Imprimée » si le rapport la donne ; sinon, elle est présentée comme la nôtre."),
}

NOTE_HELPS = {
    "code": CODE,
    "kind": _("Ce qui ne va pas, ou ce qu’il faut savoir : les listes se filtrent par type."),
    "printed": _("Les mots ou le chiffre en cause, tels qu’imprimés."),
    "reason": _("Une ou deux phrases qu’un lecteur du site comprend seul."),
    "decision": _("Ce qui est fait : conservé tel quel, écarté du graphique, demandé au producteur…"),
    "severity": _("Doute et erreur se voient auprès du chiffre ; une information, seulement sur sa page."),
    "status": _("Où en est la question ; le public lit la suite donnée avec la note."),
    **dict.fromkeys(TARGETS, _("À remplir si la note porte sur un tel objet, et laisser les autres vides.")),
}
