"""The vocabulary: each code of the working copy and of the document, once, with its French word.

Models offer these as choices, the document admits them and no other, and whoever shows one writes its word. The code is
stored and published: it never changes. The word may change here, and is then changed everywhere, without a migration,
for the choices of a model are this list itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A code and its French word. The empty code, where there is one, says that nothing is stated."""

    word: str
    plural: str
    """Its word for several, where they are counted."""

    def __new__(cls, code: str, word: str = "", plural: str = "") -> Self:
        found = str.__new__(cls, code)
        found._value_ = code
        found.word, found.plural = word, plural
        return found

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, word) of each that can be chosen, for a field of a model; migrations name this very function."""
        return [(one.value, one.word) for one in cls if one.value]

    @classmethod
    def words(cls) -> dict[str, str]:
        """The word by its code, without the empty one."""
        return dict(cls.choices())


class EntryWay(Code):
    """How somebody signed in."""

    PASSWORD = "password", "mot de passe"
    PASSKEY = "passkey", "clé d’accès"
    DIRECTORY = "directory", "annuaire"


class Hue(Code):
    """The colour of an axis."""

    BLUE = "blue", "bleu"
    BRICK = "brick", "brique"
    GREEN = "green", "vert"
    VIOLET = "violet", "violet"
    OCHRE = "ochre", "ocre"
    PLUM = "plum", "prune"


class TableKind(Code):
    """What the cells of a table of the report hold."""

    MARKS = "marks", "marques"
    TEXT = "text", "textes"


class ReferenceKind(Code):
    DECREE = "decree", "décret"
    CIRCULAR = "circular", "circulaire"
    GUIDE = "guide", "guide"
    REPORT = "report", "rapport"
    SITE = "site", "site"
    FRAMEWORK = "framework", "référentiel"
    PAGE = "page", "page"


class Category(Code):
    """Of an indicator: attached to an action, or to an axis."""

    OPERATIONAL = "operational", "opérationnel"
    IMPACT = "impact", "d’impact"


class Nature(Code):
    """Of an indicator: what its figures are."""

    PROGRESS = "progress", "état d’avancement"
    QUANTITATIVE = "quantitative", "quantitatif"
    INFORMATIONAL = "informational", "pour information"


class Frequency(Code):
    """How often an indicator is measured."""

    ANNUAL = "annual", "chaque année"
    SCHOOL_YEAR = "school_year", "chaque année scolaire"
    EVERY_3_YEARS = "every_3_years", "tous les trois ans"
    EVERY_6_YEARS = "every_6_years", "tous les six ans"
    ONCE = "once", "une seule fois"
    UNKNOWN = "unknown", "non précisée"


class FrequencyBasis(Code):
    """Who says the frequency."""

    UNSTATED = "", ""
    PRINTED = "printed", "imprimée dans le rapport"
    OURS = "ours", "donnée par nous"


class Role(Code):
    """Of a series in its indicator."""

    HEADLINE = "headline", "chiffre principal"
    COMPONENT = "component", "composante"
    BREAKDOWN = "breakdown", "répartition"
    BENCHMARK = "benchmark", "point de comparaison"
    CONTEXT = "context", "contexte"


class Quantity(Code):
    """What a series measures."""

    SHARE = "share", "part"
    COUNT = "count", "nombre"
    AMOUNT = "amount", "montant"
    DURATION = "duration", "durée"
    MEAN = "mean", "moyenne"
    MEDIAN = "median", "médiane"
    CHANGE = "change", "évolution"
    RATE = "rate", "rapport ou débit"
    STATE = "state", "état en mots"


class Polarity(Code):
    """Which way is better."""

    FAVOURABLE = "favourable", "plus haut est mieux"
    UNFAVOURABLE = "unfavourable", "plus haut est moins bien"
    NONE = "none", "sans sens de lecture"


class PeriodKind(Code):
    CALENDAR_YEAR = "calendar_year", "année civile"
    SCHOOL_YEAR = "school_year", "année scolaire"
    WAVE = "wave", "vague d’enquête"
    RANGE = "range", "intervalle"
    DATE = "date", "date"
    UNDATED = "undated", "sans date"


class Manner(Code):
    """How a value is to be read. Empty: as given, without a word about it; `exact` only where a provider says so."""

    AS_GIVEN = "", "tel quel"
    EXACT = "exact", "exact"
    APPROXIMATE = "approximate", "approximatif (« près de »)"
    ABOUT = "about", "approximatif (« environ »)"
    HALF = "half", "en mots (« la moitié »)"
    MINIMUM = "minimum", "minimum"
    CUMULATIVE = "cumulative", "cumulé"
    RANGE = "range", "fourchette"


class MissingReason(Code):
    """Why there is no value."""

    UNSTATED = "", ""
    TO_BUILD = "to_build", "à construire"
    LATER = "later", "disponible ultérieurement"
    NOT_MEASURED = "not_measured", "non mesuré"
    NOT_EXPECTED = "not_expected", "non attendu"
    NOT_PRINTED = "not_printed", "non imprimé"


class LevelBasis(Code):
    """How a level is known; the most common first."""

    UNSTATED = "", ""
    WORDING = "wording", "déduit du libellé"
    CONFIRMED = "confirmed", "confirmé par le fournisseur"
    ICON = "icon", "lu sur l’icône"


class Origin(Code):
    """Where a value comes from that the printed report does not give."""

    UNSTATED = "", ""
    FILE = "file", "importé d’un fichier"
    PERSON = "person", "saisi par une personne"


class Place(Code):
    """Where in its section a value is printed."""

    UNSTATED = "", ""
    HEADLINE = "headline", "chiffre principal"
    CONTEXT = "context", "contexte"
    REMARK = "remark", "remarque sur les données"
    SOURCE = "source", "source"
    TITLE = "title", "titre"
    MEASURE = "measure", "mesure mise en œuvre"
    TEXT = "text", "texte"


class Standing(Code):
    """What an indicator allows to say of the strategy, for one and for several; the first that holds, in this order."""

    DONE = "done", "terminé", "terminés"
    TO_CLARIFY = "to_clarify", "à préciser", "à préciser"
    BEGUN = "begun", "commencé", "commencés"
    NOT_BEGUN = "not_begun", "pas commencé", "pas commencés"
    RISING = "rising", "en hausse", "en hausse"
    FALLING = "falling", "en baisse", "en baisse"
    MIXED = "mixed", "en sens divers", "en sens divers"
    STEADY = "steady", "stable", "stables"
    TWO_VALUES = "two_values", "deux valeurs non comparables", "deux valeurs non comparables"
    COMPARED = "compared", "comparé à d’autres", "comparés à d’autres"
    ALONE = "alone", "sans comparaison", "sans comparaison"
    MISSING = "missing", "sans donnée", "sans donnée"


class Timing(Code):
    """When a value is of, beside the adoption of the strategy."""

    AFTER = "", ""
    BEFORE = "before", "avant la stratégie"
    ADOPTION_YEAR = "adoption_year", "année de l’adoption"


class WorkStatus(Code):
    """How far a value is on its way to the public."""

    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis"
    RETURNED = "returned", "retourné"
    VALIDATED = "validated", "validé"


class EditionState(Code):
    """How far an edition is in its life."""

    PLANNED = "planned", "à préparer"
    PREPARING = "preparing", "en préparation"
    CURRENT = "current", "en cours"
    CLOSED = "closed", "close"


class ChecklistDecision(Code):
    """What is decided of a thing that an edition looks at again."""

    REVIEWED = "reviewed", "revu"
    CONTINUED = "continued", "à poursuivre"
    CLOSED = "closed", "à clore"


class ReleaseKind(Code):
    """What a release brings to an edition, as its publisher told the public."""

    UNSTATED = ""
    UPDATE = "update", "mise à jour"
    ERRATUM = "erratum", "erratum"


class ErratumState(Code):
    """How far the correction of a closed edition is on its way to the public."""

    DRAFT = "draft", "en préparation"
    SUBMITTED = "submitted", "soumis"
    RETURNED = "returned", "retourné"
    PUBLISHED = "published", "publié"
    DROPPED = "dropped", "abandonné"


class NoticeKind(Code):
    """What a person is written about."""

    SUBMITTED = "submitted", "à valider"
    RETURNED = "returned", "retourné"
    VALIDATED = "validated", "validé"
    PUBLISHED = "published", "publié"
    ASKED = "asked", "demandé"
    DUE = "due", "échéances"
    MENTIONED = "mentioned", "messages et propositions"


class MailPace(Code):
    """How often a person is written to."""

    AT_ONCE = "at_once", "aussitôt"
    DAILY = "daily", "une fois par jour"
    NEVER = "never", "jamais"


class MessageState(Code):
    """How far a message is on its way out."""

    WAITING = "waiting", "à envoyer"
    CLAIMED = "claimed", "en cours d’envoi"
    SENT = "sent", "envoyé"
    UNCERTAIN = "uncertain", "incertain"
    FAILED = "failed", "refusé"
    HELD = "held", "tenu pour envoyé"
    DROPPED = "dropped", "laissé"


class JobKind(Code):
    """Long work that is done apart from who asked for it."""

    PUBLICATION = "publication", "publication"
    IMPORT = "import", "import de valeurs"
    OUTLOOK = "outlook", "lecture de ce qui serait publié"
    PREVIEW = "preview", "lecture d’un fichier de valeurs"
    ERRATUM = "erratum", "publication d’un erratum"


class JobState(Code):
    """How far long work is."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "refusé"
    LOST = "lost", "interrompu"


class JobStep(Code):
    """What long work is at."""

    BEGUN = "", "le travail commence"
    READING = "reading", "la copie de travail est lue"
    CORRECTING = "correcting", "l’édition est lue et corrigée"
    WRITING = "writing", "le document est écrit"
    CHECKING = "checking", "les chiffres sont contrôlés"
    COMPARING = "comparing", "ce que le public lit est comparé"
    DRAWING = "drawing", "les graphiques sont contrôlés"
    PREPARING = "preparing", "ce que lisent les pages est préparé"
    FILE = "file", "le fichier est lu"
    ROWS = "rows", "les lignes sont lues"
    FORESEEING = "foreseeing", "les alertes sont cherchées"
    STORING = "storing", "tout est enregistré"


class NoteKind(Code):
    """What a note speaks of."""

    IMPOSSIBLE_DATE = "impossible_date", "date impossible"
    DOUBTFUL_FIGURE = "doubtful_figure", "chiffre incertain"
    CONTRADICTION = "contradiction", "contradiction"
    OPPOSITE_POLARITY = "opposite_polarity", "sens de lecture opposé"
    COMPARABILITY = "comparability", "comparabilité"
    TITLE_MISMATCH = "title_mismatch", "titres différents"
    WORDING = "wording", "formulation"
    MISSING_INFORMATION = "missing_information", "information manquante"
    LOST_LINK = "lost_link", "lien sans adresse"
    DEDUCTION = "deduction", "déduction"


class Severity(Code):
    """Of a note, as it is stored. What readers call the note is its `NoteWord`."""

    INFORMATION = "information", "information", "informations"
    DOUBT = "doubt", "doute", "doutes"
    ERROR = "error", "erreur", "erreurs"


class NoteStatus(Code):
    """What became of a note. `adapted`: our text or reading departs from the print, as the decision says."""

    OPEN = "open", "en attente du fournisseur"
    KEPT = "kept", "conservé tel qu’imprimé"
    ADAPTED = "adapted", "adapté par nous"
    CONFIRMED = "confirmed", "confirmé tel qu’imprimé"
    CORRECTED = "corrected", "corrigé"


class NoteWord(Code):
    """What readers call a note; derived, and never stored. A doubt that waits for nothing is a remark."""

    QUESTION = "question", "question ouverte", "questions ouvertes"
    ERROR = "error", "erreur du rapport", "erreurs du rapport"
    REMARK = "remark", "remarque de lecture", "remarques de lecture"

    @classmethod
    def of(cls, severity: str, status: str) -> Self:
        """The word of a note of this severity and status: what waits for an answer is a question, even if in error."""
        if status == NoteStatus.OPEN:
            return cls.QUESTION
        settled = status in {NoteStatus.CONFIRMED, NoteStatus.CORRECTED}
        return cls.ERROR if severity == Severity.ERROR and not settled else cls.REMARK


class FindingSeverity(Code):
    """Of what a quality rule found; the gravest first."""

    BLOCKING = "blocking", "bloquant"
    WARNING = "warning", "avertissement"
    INFORMATION = "information", "information"


class FindingAnswer(Code):
    CONFIRMED = "confirmed", "confirmé tel quel"
    CORRECTED = "corrected", "corrigé"
    INQUIRY = "inquiry", "en cours d’examen"


class FindingState(Code):
    """What becomes of a finding."""

    WAITING = "waiting", "à traiter"
    TOLD = "told", "déjà dit au public par une note"
    CONFIRMED = "confirmed", "confirmé tel quel"
    GONE = "gone", "disparu"


class MessageKind(Code):
    """Of what is written in a thread of the desk."""

    MESSAGE = "message", "message"
    PROPOSAL = "proposal", "correction proposée"


class ProposalState(Code):
    """What became of a correction that somebody proposed in a thread."""

    OPEN = "open", "à régler"
    DONE = "done", "fait"
    DISMISSED = "dismissed", "écarté"


class WritingStage(Code):
    """How far a document is that is being written, or a file."""

    WAITING = "waiting", "il attend son tour, derrière d’autres documents"
    COMPOSING = "composing", "son texte est composé"
    SETTING = "setting", "il est mis en pages"
    FILLING = "filling", "ses données sont écrites"
    COMPARING = "comparing", "les deux versions sont comparées"
