"""Words of schools and of their equipment that mean the same to a reader: a search for one finds the others, after it.

One row, one meaning. An expression of several words counts as one; a word may stand in two rows. No name and no code of
a strategy stands here: what its acronyms mean is said by its own document.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final[tuple[tuple[str, ...], ...]] = (
    # people and places
    ("enseignant", "prof", "professeur", "instituteur", "institutrice"),
    ("directeur", "direction", "chef d’établissement", "chef d’école", "proviseur", "préfet"),
    ("élève", "enfant", "écolier", "jeune"),
    ("parent", "famille"),
    ("école", "établissement", "établissement scolaire", "implantation"),
    ("secondaire", "lycée", "collège", "athénée"),
    ("enseignement supérieur", "études supérieures", "université", "haute école"),
    ("besoins spécifiques", "handicap", "aménagements raisonnables", "troubles d’apprentissage", "dyslexie"),
    # what schools are equipped with
    ("ordinateur", "PC", "portable", "ordinateur portable", "laptop", "notebook"),
    ("tablette", "iPad"),
    ("équipement", "matériel"),
    ("smartphone", "téléphone", "GSM"),
    ("tableau interactif", "tableau blanc interactif", "TNI", "TBI", "écran interactif"),
    ("internet", "connexion", "connection", "connectivité", "wifi", "haut débit", "bande passante", "fibre"),
    ("logiciel", "application", "applicatif", "appli"),
    ("support technique", "assistance technique", "maintenance", "dépannage", "informaticien"),
    # safety, rights, society
    ("RGPD", "GDPR", "données personnelles", "données à caractère personnel", "protection des données", "vie privée"),
    ("cybersécurité", "sécurité informatique", "sécurité numérique", "piratage", "cyberattaque"),
    ("sécurité", "sécuriser", "sécurisation"),
    ("intelligence artificielle", "IA"),
    ("harcèlement", "cyberharcèlement"),
    ("fracture numérique", "inégalités numériques", "disparités", "inégalités"),
    ("indice socioéconomique", "défavorisé", "pauvre", "précarité"),
    ("crise sanitaire", "COVID", "coronavirus", "pandémie", "confinement"),
    ("décret", "loi"),
    # money
    ("euro", "EUR"),
    ("indemnité", "indemnisation", "prime"),
    ("soutien financier", "aide financière", "subside", "subvention", "prime"),
    ("bourse", "allocation d’étude"),
    ("coût", "prix", "coûter"),
    # what is done, and how it goes
    ("apprentissage", "apprendre", "apprend", "apprennent"),
    ("inscription", "inscrire"),
    ("utiliser", "usage", "usager", "se servir"),
    ("recevoir", "reçu", "reçoivent", "toucher", "bénéficier"),
    ("acheter", "achat", "acquérir", "acquis", "acquisition"),
    ("renouvellement", "renouveler", "remplacement", "remplacer"),
    ("préparé", "prêt"),
    ("adéquat", "suffisant", "approprié"),
    ("augmentation", "hausse", "évolution", "progression"),
    ("collaboration", "coopération", "travailler ensemble"),
    ("travail", "travaux"),
    ("mathématiques", "maths", "math"),
    ("information", "info"),
)
