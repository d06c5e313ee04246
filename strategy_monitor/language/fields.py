"""What each part and each field of the document is called and means: the one place that says it.

The Report takes titles, meanings and topics from here, and with it the JSON Schema, the dictionary, the columns of the
tables, the API and the lists of changes; the forms of the working copy take their labels and hints. Texts are French,
with ordinary spaces where typography is the writers' business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from strategy_monitor.language.topics import Topic


@dataclass(frozen=True)
class Field:
    title: str
    """« valeur »: its name in a list of changes; with a capital, the heading of its column."""
    meaning: str
    """In one or two sentences, for whoever reads the data."""
    topic: Topic | None = None
    """Under what a change of it is told; None: under that of its part."""
    hint: str = ""
    """What to type, for whoever fills it in; empty where nobody does, or nothing is to be said."""
    form: str = ""
    """Its name in a form, where another than its title."""

    @property
    def heading(self) -> str:
        return self.title[:1].upper() + self.title[1:]

    @property
    def label(self) -> str:
        """Its name in a form."""
        return self.form or self.title


@dataclass(frozen=True)
class Part:
    """A kind of thing that the document holds."""

    name: str
    meaning: str
    topic: Topic
    """Under what one is told that was added or withdrawn, and a change of each field that has no other."""
    fields: Mapping[str, Field]

    def __getitem__(self, field: str) -> Field:
        return self.fields[field]

    @property
    def heading(self) -> str:
        return self.name[:1].upper() + self.name[1:]

    def topic_of(self, field: str) -> Topic:
        return self.fields[field].topic or self.topic

    @property
    def form_fields(self) -> tuple[str, ...]:
        """The fields that a person fills in, in the order of the document: those that say what to type."""
        return tuple(self.hints())

    def hints(self) -> dict[str, str]:
        """What to type in each field that has something to say of it."""
        return {name: field.hint for name, field in self.fields.items() if field.hint}


PERMANENT_CODE: Final = (
    "Permanent : d’autres données et les fichiers d’import et d’export le citent. Lettres, chiffres, points et tirets."
)
PRINTED_PAGE: Final = "Numéro de page dans le rapport imprimé ; vide si la partie n’y figure pas."
WEB_ADDRESS: Final = "Commence par « https:// »."
PARAGRAPHS: Final = "Une ligne vide sépare deux paragraphes."
OFFICIAL: Final = "Tel que l’autorité l’a validé, pour le rapport à signer. Une ligne vide sépare deux paragraphes."
WORD_FOR_WORD: Final = "Mot pour mot, comme dans le rapport."

REPORT: Final = Part(
    "rapport",
    "Le document entier d’une version.",
    "layout",
    {
        "schema_version": Field("version du schéma", "Numéro du schéma selon lequel le document est écrit."),
        "edition": Field("édition", "Édition du rapport : « 2025 »."),
        "strategy": Field("stratégie", "La stratégie suivie, et ce qui l’introduit."),
        "scale": Field("échelle d’avancement", "Les niveaux de l’échelle d’avancement, de 0 à 5."),
        "scale_notes": Field("notes sur l’échelle", "Notes sur l’échelle."),
        "governance": Field("gouvernance", "Les mesures qui n’appartiennent à aucun axe."),
        "axes": Field("axes", "Les axes, dans l’ordre du rapport, avec tout ce qu’ils contiennent."),
        "providers": Field("fournisseurs", "Les fournisseurs de chiffres, nommés ou non par un indicateur."),
        "acronyms": Field("sigles", "Les sigles des textes, et ce qu’ils veulent dire."),
    },
)

STRATEGY: Final = Part(
    "stratégie",
    "La stratégie.",
    "wording",
    {
        "title": Field("titre", "Titre complet, tel qu’adopté.", hint="Le titre complet, tel qu’adopté."),
        "short_title": Field(
            "titre court", "Titre en quelques mots : le nom du site.", hint="Le nom du site, en haut de chaque page."
        ),
        "authority": Field(
            "autorité",
            "L’autorité qui porte la stratégie.",
            hint="Qui porte la stratégie : « Fédération Wallonie-Bruxelles ».",
        ),
        "adopted_on": Field(
            "date d’adoption", "Jour de l’adoption.", hint="Le jour de la décision : 10/10/2018.", form="adoptée le"
        ),
        "legal_basis": Field(
            "base légale",
            "La décision ou le décret qui fonde la stratégie.",
            hint="La décision ou le décret qui fonde la stratégie.",
        ),
        "introduction": Field(
            "introduction",
            "L’introduction du rapport, un texte par paragraphe.",
            hint=PARAGRAPHS,
        ),
        "official_introduction": Field(
            "texte officiel de l’introduction",
            "L’introduction telle que l’autorité l’a validée, un texte par paragraphe ; vide sinon.",
            hint=OFFICIAL,
        ),
        "indicators_remark": Field(
            "remarque sur les indicateurs",
            "Ce que le rapport dit de ses indicateurs, un texte par paragraphe.",
            hint=PARAGRAPHS,
        ),
        "footnotes": Field("notes de bas de page", "Notes de bas de page de l’introduction."),
        "notes": Field("notes", "Notes sur la stratégie."),
    },
)

GOVERNANCE: Final = Part(
    "gouvernance",
    "La gouvernance de la stratégie.",
    "measures",
    {
        "title": Field(
            "titre",
            "Titre de cette partie, tel qu’imprimé.",
            topic="wording",
            hint="Le titre de la partie sur la gouvernance, tel qu’imprimé.",
        ),
        "page": Field(
            "page",
            "Page du rapport imprimé où elle commence.",
            topic="layout",
            hint=PRINTED_PAGE,
        ),
        "measures": Field("mesures", "Les mesures de gouvernance."),
    },
)

AXIS: Final = Part(
    "axe",
    "Un axe, avec tout ce qu’il contient.",
    "measures",
    {
        "number": Field(
            "numéro",
            "Numéro de l’axe, qui figure dans les adresses.",
            topic="layout",
            hint="De 1 à 9. Il figure dans l’adresse de la page : un autre numéro laisse sans suite l’adresse d’avant.",
        ),
        "title": Field("titre", "Titre de l’axe, mot pour mot.", topic="wording", hint=WORD_FOR_WORD),
        "short_title": Field(
            "titre court",
            "Titre en deux ou trois mots, pour les listes.",
            topic="wording",
            hint="Deux ou trois mots, pour les listes et la navigation.",
        ),
        "hue": Field(
            "couleur",
            "Couleur de l’axe sur le site et dans les documents.",
            topic="layout",
            hint="Chaque couleur est lisible en clair et en sombre, et distincte pour les daltoniens.",
        ),
        "section": Field("section", "Section du rapport imprimé.", topic="layout"),
        "page": Field(
            "page",
            "Page du rapport imprimé où il commence.",
            topic="layout",
            hint=PRINTED_PAGE,
            form="page du rapport imprimé",
        ),
        "impact_page": Field(
            "page des indicateurs d’impact",
            "Page du rapport imprimé où commencent ses indicateurs d’impact.",
            topic="layout",
            hint=PRINTED_PAGE,
        ),
        "actions": Field("actions", "Ses actions prioritaires, dans l’ordre du rapport."),
        "indicators": Field(
            "indicateurs d’impact", "Ses indicateurs d’impact seulement ; les opérationnels sont sous leur action."
        ),
        "notes": Field("notes", "Notes sur l’axe."),
    },
)

ACTION: Final = Part(
    "action",
    "Une action prioritaire, avec tout ce qu’elle contient.",
    "measures",
    {
        "number": Field(
            "numéro",
            "Numéro de l’action dans son axe. C’est un texte : « 2-3 » existe.",
            topic="layout",
            hint="Tel qu’imprimé : « 1 » ou « 2-3 ».",
        ),
        "title": Field("titre", "Titre de l’action, mot pour mot.", topic="wording", hint=WORD_FOR_WORD),
        "section": Field("section", "Section du rapport imprimé.", topic="layout"),
        "page": Field(
            "page",
            "Page du rapport imprimé où elle commence.",
            topic="layout",
            hint=PRINTED_PAGE,
            form="page du rapport imprimé",
        ),
        "measures": Field("mesures", "Les mesures qui la mettent en œuvre."),
        "indicators": Field("indicateurs", "Ses indicateurs opérationnels."),
        "notes": Field("notes", "Notes sur l’action."),
    },
)

MEASURE: Final = Part(
    "mesure",
    "Une mesure mise en œuvre.",
    "measures",
    {
        "code": Field(
            "code",
            "Code de la mesure.",
            topic="layout",
            hint=PERMANENT_CODE,
        ),
        "text": Field(
            "texte", "Ce qui est mis en œuvre.", topic="wording", hint="Ce qui a été fait, en quelques phrases."
        ),
        "official_text": Field(
            "texte officiel",
            "Le texte de la mesure mot pour mot, comme le rapport l’imprime, là où le texte est le nôtre, plus court ; "
            "vide sinon.",
            topic="wording",
            hint="Mot pour mot, comme dans le rapport, là où le texte est le nôtre, plus court. Vide sinon.",
        ),
        "references": Field("références", "Les références sur lesquelles elle s’appuie."),
        "footnotes": Field("notes de bas de page", "Ses notes de bas de page."),
        "tables": Field("tableaux", "Les tableaux qui la détaillent."),
        "measures": Field("sous-mesures", "Ses sous-mesures."),
        "notes": Field("notes", "Notes sur la mesure."),
    },
)

REFERENCE: Final = Part(
    "référence",
    "Un décret, une circulaire, un guide ou un site.",
    "references",
    {
        "code": Field(
            "code",
            "Code de la référence.",
            hint=PERMANENT_CODE,
        ),
        "kind": Field("type", "Sorte de référence.", hint="Décret, circulaire, guide, site…"),
        "label": Field(
            "intitulé",
            "Intitulé de la référence.",
            hint="Le titre complet ; le libellé imprimé à chaque endroit se note avec la citation.",
        ),
        "printed_label": Field(
            "intitulé imprimé",
            "L’intitulé imprimé à cet endroit du rapport.",
            hint="Le texte du lien, tel qu’il se lit à cet endroit du rapport ; vide : l’intitulé de la référence.",
        ),
        "identifier": Field("numéro", "Numéro de circulaire, par exemple.", hint="Numéro de circulaire : « 7831 »."),
        "date": Field("date", "Date du texte.", hint="Sa date, si elle est sûre ; vide si le rapport se contredit."),
        "url": Field(
            "adresse",
            "Adresse web ; vide si le rapport imprimé n’en donne pas.",
            hint="Vide si le rapport imprimé a perdu l’adresse.",
        ),
        "notes": Field("notes", "Notes sur la référence."),
    },
)

FOOTNOTE: Final = Part(
    "note de bas de page",
    "Une note de bas de page.",
    "references",
    {
        "marker": Field(
            "appel",
            "Le chiffre qui appelle la note dans le texte.",
            hint="Le chiffre qui appelle la note dans le texte : « 1 ».",
        ),
        "text": Field("texte", "Texte de la note.", hint=PARAGRAPHS),
        "url": Field("adresse", "Adresse que la note donne ; vide sinon.", hint=WEB_ADDRESS),
    },
)

CONTENT_TABLE: Final = Part(
    "tableau",
    "Un tableau du rapport.",
    "wording",
    {
        "code": Field(
            "code",
            "Code du tableau.",
            topic="layout",
            hint=PERMANENT_CODE,
        ),
        "title": Field("titre", "Titre du tableau.", hint="Le titre du tableau, au-dessus de lui."),
        "caption": Field(
            "légende",
            "Ce que le tableau montre, en une phrase.",
            hint="Ce qu’il montre, en une phrase : elle est lue avant le tableau.",
        ),
        "kind": Field(
            "type",
            "« marks » : une cellule est « x » ou vide. « text » : une cellule est un texte, un élément par ligne.",
            hint="Marques : une cellule est cochée ou non. Textes : une cellule est une liste d’éléments.",
        ),
        "row_heading": Field(
            "intitulé des lignes",
            "Titre de la première colonne, qui nomme les lignes.",
            hint="Le titre de la première colonne, qui nomme les lignes : « Savoir ».",
        ),
        "columns": Field(
            "colonnes",
            "Titres des autres colonnes.",
            hint="Un titre de colonne par ligne. Changer leur nombre demande de revoir chaque ligne du tableau.",
        ),
        "column_descriptions": Field(
            "explication des colonnes",
            "Une explication par colonne, ou aucune.",
            hint="Une explication par ligne, dans l’ordre des colonnes ; ou rien du tout.",
        ),
        "rows": Field("lignes", "Les lignes, dans l’ordre du rapport."),
        "note": Field(
            "note",
            "Ce qu’il faut savoir pour lire le tableau ; vide sinon.",
            hint="Ce qu’il faut savoir pour le lire ; vide sinon.",
        ),
    },
)

TABLE_ROW: Final = Part(
    "ligne",
    "Une ligne de tableau.",
    "wording",
    {
        "label": Field("intitulé", "Nom de la ligne.", hint="Le nom de la ligne, dans la première colonne."),
        "cells": Field(
            "cellules",
            "Une cellule par colonne.",
            hint=(
                "Une cellule par ligne, dans l’ordre des colonnes ; « – » est une cellule vide. Tableau de marques : "
                "« x » ou « – ». Tableau de textes : « | » sépare les éléments d’une cellule."
            ),
        ),
    },
)

INDICATOR: Final = Part(
    "indicateur",
    "Un indicateur, avec ses séries et ses notes.",
    "indicators",
    {
        "code": Field(
            "code",
            "Code permanent, qui n’est jamais réutilisé.",
            topic="layout",
            hint="Permanent : il figure dans les adresses et les fichiers, et n’est jamais réutilisé.",
        ),
        "category": Field(
            "catégorie",
            "Opérationnel, attaché à une action ; d’impact, attaché à un axe.",
            topic="method",
            hint="Opérationnel : suit une action. D’impact : suit un axe.",
        ),
        "nature": Field(
            "nature",
            "Ce qui est attendu de l’indicateur.",
            topic="method",
            hint="État d’avancement : de 0 à 5. Quantitatif : un chiffre. Pour information : rien n’est attendu.",
        ),
        "axis": Field("axe", "Numéro de l’axe.", topic="layout", hint="Pour un indicateur d’impact."),
        "action": Field(
            "action",
            "Numéro de l’action dans son axe. C’est un texte : « 2-3 » existe. Vide pour un indicateur d’impact.",
            topic="layout",
            hint="Pour un indicateur opérationnel : chercher par numéro, « 2.1 », ou par intitulé.",
        ),
        "title": Field(
            "intitulé",
            "Intitulé de l’indicateur.",
            hint=WORD_FOR_WORD,
            form="intitulé imprimé",
        ),
        "short_title": Field(
            "intitulé court",
            "Intitulé court.",
            hint="Quelques mots, pour les listes, la bande de la page d’accueil et les graphiques.",
        ),
        "context": Field(
            "contexte",
            "Ce qu’il faut savoir pour lire.",
            topic="wording",
            hint="Ce qu’il faut savoir pour lire le chiffre. Une ligne vide sépare deux paragraphes.",
        ),
        "remark": Field(
            "remarque sur les données",
            "Remarque sur les données.",
            topic="wording",
            hint="Les limites des données : ce qu’elles ne disent pas, ce qui a changé.",
        ),
        "official_context": Field(
            "texte officiel du contexte",
            "Le contexte tel que l’autorité l’a validé, là où le contexte est le nôtre, plus court ; vide sinon.",
            topic="wording",
            hint=OFFICIAL,
        ),
        "official_remark": Field(
            "texte officiel de la remarque",
            "La remarque telle que l’autorité l’a validée, là où la remarque est la nôtre, plus courte ; vide sinon.",
            topic="wording",
            hint=OFFICIAL,
        ),
        "definition": Field(
            "définition",
            "Ce qui est mesuré, et comment.",
            topic="method",
            hint="Ce qui est compté, et comment ; vide si le rapport ne le dit pas.",
        ),
        "source": Field("source", "Source, comme imprimée.", topic="sources", hint="Telle qu’imprimée."),
        "planned_source": Field(
            "source à terme",
            "Comme imprimée.",
            topic="sources",
            hint="La source attendue plus tard ; elle remplacera la source actuelle.",
        ),
        "providers": Field(
            "fournisseurs",
            "Codes des fournisseurs : voir la table des fournisseurs.",
            topic="sources",
            hint="Qui produit le chiffre aujourd’hui.",
        ),
        "planned_providers": Field(
            "fournisseurs à terme", "Codes des fournisseurs à terme.", topic="sources", hint="Qui le produira."
        ),
        "frequency": Field(
            "fréquence",
            "Tous les combien l’indicateur est mesuré.",
            topic="method",
            hint="Sert à trouver, au bureau, les données trop anciennes.",
        ),
        "frequency_basis": Field(
            "d’où vient la fréquence",
            "Imprimée, ou donnée par nous ; vide : non précisée.",
            topic="method",
            hint="« Imprimée » si le rapport la donne ; sinon, elle est présentée comme la nôtre.",
        ),
        "section": Field("section", "Section du rapport imprimé.", topic="layout"),
        "page": Field("page", "Page où commence la section.", topic="layout"),
        "replaces": Field(
            "indicateurs remplacés",
            "Les indicateurs qui ne sont plus suivis, et que celui-ci remplace : leur code. Le document donne aussi "
            "leur intitulé et la dernière édition qui les a suivis.",
            topic="indicators",
        ),
        "series": Field("séries", "Ce que l’indicateur mesure."),
        "notes": Field("notes", "Notes sur l’indicateur."),
    },
)

REPLACED_INDICATOR: Final = Part(
    "indicateur remplacé",
    "Un indicateur qui n’est plus suivi, tel que le dit celui qui le remplace.",
    "indicators",
    {
        "code": Field("code", "Son code, qui reste le sien."),
        "title": Field("intitulé court", "Son intitulé court."),
        "edition": Field("dernière édition", "La dernière édition qui l’a suivi : « 2025 ». Elle le garde."),
    },
)

SERIES: Final = Part(
    "série",
    "Une quantité mesurée d’un indicateur.",
    "figures",
    {
        "key": Field(
            "clé",
            "Nom permanent de la série dans son indicateur.",
            topic="layout",
            hint="Un mot sans accent ni espace, « heures » : permanent, il nomme la série dans les fichiers.",
        ),
        "label": Field(
            "libellé",
            "Ce qui est mesuré.",
            topic="wording",
            hint="Ce qui est mesuré, en quelques mots : « Heures suivies ».",
        ),
        "unit": Field(
            "unité",
            "Unité de la valeur, au pluriel ; vide pour un état en mots.",
            topic="method",
            hint="Au pluriel : « heures », « écoles » ; « % » pour une part ; vide pour un état.",
            form="unité (au pluriel)",
        ),
        "unit_singular": Field(
            "unité au singulier",
            "Unité au singulier, pour 0, 1 et 1,9 ; vide si elle ne change pas.",
            topic="method",
            hint="Pour 0, 1 et 1,9 : « heure » ; vide si elle ne change pas (« % »).",
            form="unité (au singulier)",
        ),
        "quantity": Field(
            "grandeur",
            "Nature de ce qui est mesuré.",
            topic="method",
            hint="Décide de ce qu’une valeur peut être, et de la façon dont elle se dessine.",
        ),
        "role": Field(
            "rôle",
            "Place de la série dans l’indicateur.",
            topic="method",
            hint=(
                "Chiffre principal : celui de l’indicateur. Composante : « dont 24 207 ». Répartition : par niveau, "
                "par réseau. Point de comparaison : OCDE, UE. Contexte : ce qui aide à lire."
            ),
        ),
        "polarity": Field(
            "sens de lecture",
            "Si une valeur plus haute est meilleure.",
            topic="method",
            hint="Dit si une hausse est une bonne nouvelle ; deux séries de sens opposé ne se comparent pas.",
        ),
        "group": Field(
            "groupe",
            "Les séries d’un même groupe se lisent ensemble.",
            topic="method",
            hint="Les séries d’un groupe se lisent et se dessinent ensemble.",
        ),
        "part_of": Field(
            "partie de",
            "Clé de la série dont celle-ci est une partie.",
            topic="method",
            hint="La clé de la série dont celle-ci est une partie ; vide sinon.",
            form="partie de (clé)",
        ),
        "whole": Field(
            "le groupe forme un tout",
            "Vrai si les séries du groupe sont les parts d’un même tout.",
            topic="method",
            hint="Cocher si les séries du groupe s’additionnent en 100 %.",
        ),
        "population": Field(
            "population",
            "Sur qui porte la mesure.",
            topic="method",
            hint="Sur qui porte la mesure : « FW-B », « OCDE ». Obligatoire pour un point de comparaison.",
        ),
        "observations": Field("valeurs", "Les valeurs, dans l’ordre des périodes."),
    },
)

OBSERVATION: Final = Part(
    "valeur",
    "Une valeur d’une série pour une période, ou pourquoi elle manque.",
    "figures",
    {
        "period": Field("période dont parle la valeur", "Ce dont parle la valeur."),
        "value": Field(
            "valeur",
            "Valeur dans l’unité de la série. Vide s’il n’y en a pas : une absence n’est jamais un zéro.",
            hint="« 61,5 » ou « 4 944 », sans unité. Vide si la valeur manque : dire alors pourquoi.",
        ),
        "value_high": Field(
            "borne haute",
            "Haut de la fourchette, là où la précision est une fourchette.",
            hint="Pour une fourchette seulement : « 2 à 3 heures ».",
        ),
        "level": Field(
            "niveau",
            "Avancement, de 0 à 5 ; le moins qu’on en sache si la précision est un minimum.",
            topic="levels",
            hint="Dans les mots de l’échelle. « Pas de niveau » si l’indicateur n’en a pas.",
        ),
        "level_basis": Field(
            "fondement du niveau",
            "D’où vient le niveau.",
            topic="levels",
            hint="D’où vient le niveau ; obligatoire dès qu’un niveau est donné.",
        ),
        "state": Field("état", "État en mots, comme imprimé.", topic="states", hint="En mots, tel qu’imprimé."),
        "missing_reason": Field(
            "raison de l’absence",
            "Pourquoi il n’y a pas de valeur.",
            hint="Seulement s’il n’y a ni valeur, ni niveau. Une valeur qui manque n’est pas un zéro.",
        ),
        "manner": Field(
            "précision",
            "Comment la valeur, ou le niveau, est donnée ; vide : telle quelle.",
            hint=(
                "Vide : tel quel. « exact » seulement si le fournisseur le dit. « près de », « environ » : le "
                "mot de la source. « au moins » : minimum, d’un niveau aussi : « les travaux ont démarré » est « au "
                "moins 1 ». Deux bornes : fourchette."
            ),
        ),
        "cumulative_since": Field(
            "cumulé depuis",
            "Premier jour compté d’une valeur cumulée ; le 1er janvier si seule l’année est dite.",
            hint="Pour une valeur cumulée : le jour depuis lequel on compte.",
        ),
        "printed": Field(
            "texte imprimé",
            ("Le fragment du rapport qui porte la valeur, caractère pour caractère ; vide si elle n’est pas imprimée."),
            topic="sources",
            hint="Exactement ce que montre le rapport, fautes comprises. Vide si la valeur n’y est pas.",
        ),
        "place": Field(
            "place dans le rapport",
            "Où le fragment est imprimé dans sa section.",
            topic="layout",
            hint="Où le chiffre se lit dans le rapport : en tête, dans le contexte, dans une remarque…",
        ),
        "section": Field(
            "section",
            "Section du rapport imprimé ; vide si la valeur n’y est pas.",
            topic="layout",
            hint="Vide : celle de l’indicateur.",
        ),
        "page": Field("page", "Page où commence la section, selon la table des matières.", topic="layout"),
        "source": Field("source", "Comme imprimée ; vide : non précisée.", topic="sources"),
        "planned_source": Field(
            "source à terme", "Qui doit fournir la valeur plus tard, comme imprimé.", topic="sources"
        ),
        "data_date": Field(
            "date des données",
            "Jour où les données ont été prises.",
            topic="sources",
            hint="Le jour où la donnée a été arrêtée : « au 01/02/2025 ».",
        ),
        "printed_date": Field(
            "date imprimée",
            "La date comme imprimée, même impossible.",
            topic="sources",
            hint="La date telle qu’imprimée, si elle est impossible ou approximative.",
        ),
        "origin": Field(
            "provenance",
            "D’où vient une valeur qui n’est pas reprise du rapport imprimé ; vide sinon.",
            topic="sources",
        ),
        "origin_detail": Field(
            "fichier et cellule", "Le fichier importé et la cellule d’où vient la valeur.", topic="sources"
        ),
        "break_before": Field(
            "rupture",
            "Pourquoi la valeur ne se compare pas aux précédentes de sa série ; vide si elle se compare.",
            topic="method",
            hint="Pourquoi cette valeur ne se compare pas aux précédentes.",
        ),
        "before_strategy": Field(
            "avant la stratégie",
            "Vrai si la source dit que la valeur date d’avant l’adoption de la stratégie.",
            topic="method",
            hint=(
                "Si la source le dit (« à la veille de l’entrée en vigueur »). Une période finie avant l’adoption se "
                "reconnaît d’elle-même."
            ),
        ),
        "validator": Field(
            "compte qui a validé", "Numéro du compte de la personne qui a validé la valeur.", topic="layout"
        ),
        "validated_by": Field(
            "validé par",
            "Nom de la personne qui a validé la valeur, dans les documents d’avant le numéro du compte ; vide depuis.",
            topic="layout",
        ),
        "validated_on": Field("validé le", "Jour de la validation.", topic="layout"),
        "notes": Field("notes", "Notes sur la valeur."),
    },
)

PERIOD: Final = Part(
    "période",
    "Ce dont parle une valeur : premier et dernier jour compris, et son nom.",
    "method",
    {
        "kind": Field(
            "type de période",
            "Sorte de période dont parle la valeur.",
            hint="Année scolaire, année civile, vague d’enquête… : une période n’est pas toujours une année.",
        ),
        "start": Field(
            "premier jour",
            "Premier jour de la période, compris ; vide si elle n’a pas de date.",
            hint=(
                "Le premier jour compris. Une année scolaire commence fin août depuis 2022-2023, le 1er septembre "
                "auparavant ; le jour change d’une année à l’autre."
            ),
        ),
        "end": Field(
            "dernier jour",
            "Dernier jour de la période, compris.",
            hint="Le dernier jour compris. Pour une année scolaire : la veille de la suivante.",
        ),
        "label": Field(
            "période", "La période comme elle se lit.", hint="Telle qu’on la lit : « 2023-2024 », « PISA 2022 »."
        ),
        "days_printed": Field(
            "jours donnés par la source",
            "Vrai si la source donne le premier et le dernier jour ; sinon, ils servent à ranger les périodes.",
            hint="Sinon, premier et dernier jour servent à ranger les périodes et ne sont pas affichés.",
        ),
    },
)

NOTE: Final = Part(
    "note",
    "Une note publique : ce qui est imprimé, ce qui pose question, ce qui a été décidé.",
    "notes",
    {
        "code": Field(
            "code",
            "Code de la note.",
            hint=PERMANENT_CODE,
        ),
        "kind": Field(
            "type",
            "Ce dont la note parle.",
            hint="Ce qui ne va pas, ou ce qu’il faut savoir : les listes se filtrent par type.",
        ),
        "severity": Field(
            "gravité",
            "Poids de la note.",
            hint="Avec la suite donnée, décide du mot que lit le public et de la place de la note.",
        ),
        "status": Field(
            "suite donnée",
            "Ce que la note est devenue.",
            hint="En attente, la note est une question ouverte : elle se lit sous le chiffre et passe avant tout.",
        ),
        "printed": Field(
            "ce qui est imprimé", "Caractère pour caractère.", hint="Les mots ou le chiffre en cause, tels qu’imprimés."
        ),
        "reason": Field(
            "raison",
            "Pourquoi cette note.",
            hint="Une ou deux phrases qu’un lecteur du site comprend seul.",
        ),
        "summary": Field(
            "en bref",
            "La raison en peu de mots, telle qu’elle se lit sous le chiffre ; vide, le début de la raison.",
            hint="Vingt-cinq mots au plus. Utile pour une question ouverte ou une erreur dont la raison est longue.",
        ),
        "decision": Field(
            "ce qui a été décidé",
            "Ce qui a été décidé.",
            hint="Ce qui est fait : conservé tel quel, écarté du graphique, demandé au fournisseur…",
        ),
        "off_scale": Field(
            "hors échelle",
            "Vrai si la valeur ne doit pas fixer l’échelle d’un graphique.",
            hint="La valeur ne fixe pas l’échelle d’un graphique.",
        ),
        "section": Field("section", "Section du rapport imprimé."),
        "page": Field("page", "Page où commence la section."),
    },
)

PROVIDER: Final = Part(
    "fournisseur",
    "Un fournisseur de chiffres.",
    "sources",
    {
        "code": Field(
            "code",
            "Code du fournisseur.",
            hint=PERMANENT_CODE,
        ),
        "name": Field("nom", "Nom du fournisseur.", hint="En toutes lettres."),
        "acronym": Field("sigle", "Sigle du fournisseur.", hint="Tel qu’il s’affiche auprès des chiffres : « DGEO »."),
        "url": Field("adresse", "Site du fournisseur, s’il est connu.", hint=WEB_ADDRESS),
    },
)

SCALE_STEP: Final = Part(
    "échelle, niveau",
    "Un niveau de l’échelle.",
    "method",
    {
        "level": Field("niveau", "Niveau, de 0 à 5.", hint="De 0 à 5."),
        "caption": Field(
            "légende", "Ce que le niveau veut dire.", hint="Ce que ce niveau veut dire, tel qu’on le lit sur le site."
        ),
        "printed": Field(
            "imprimée dans le rapport",
            "Faux si le rapport imprimé ne décrit pas ce niveau : la légende est alors la nôtre.",
            hint="Décoché si la légende est la nôtre : le site le dit.",
        ),
    },
)

ACRONYM: Final = Part(
    "sigle",
    "Un sigle.",
    "wording",
    {
        "letters": Field(
            "sigle",
            "Le sigle, tel qu’il s’écrit dans les textes.",
            hint="Tel qu’il s’écrit dans les textes : chaque page l’explique à sa première apparition.",
        ),
        "meaning": Field("signification", "Ce qu’il veut dire, en toutes lettres.", hint="En toutes lettres."),
    },
)

PARTS: Final[Mapping[str, Part]] = {
    "Report": REPORT,
    "Strategy": STRATEGY,
    "Governance": GOVERNANCE,
    "Axis": AXIS,
    "Action": ACTION,
    "Measure": MEASURE,
    "Reference": REFERENCE,
    "Footnote": FOOTNOTE,
    "ContentTable": CONTENT_TABLE,
    "TableRow": TABLE_ROW,
    "Indicator": INDICATOR,
    "ReplacedIndicator": REPLACED_INDICATOR,
    "Series": SERIES,
    "Observation": OBSERVATION,
    "Period": PERIOD,
    "Note": NOTE,
    "Provider": PROVIDER,
    "ScaleStep": SCALE_STEP,
    "Acronym": ACRONYM,
}
"""By the name of the part in the document."""
