"""The French words for the codes of the document, as a reader meets them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from strategy_monitor.report.document import Indicator

CATEGORY = {"operational": _("opérationnel"), "impact": _("d’impact")}
NATURE = {
    "progress": _("état d’avancement"),
    "quantitative": _("quantitatif"),
    "informational": _("pour information"),
}
ROLE = {
    "headline": _("chiffre principal"),
    "component": _("composante"),
    "breakdown": _("répartition"),
    "benchmark": _("point de comparaison"),
    "context": _("contexte"),
}
PLACE = {
    "headline": _("chiffre principal"),
    "context": _("contexte"),
    "remark": _("remarque sur les données"),
    "source": _("source"),
    "title": _("titre"),
    "measure": _("mesure mise en œuvre"),
    "text": _("texte"),
}
MANNER = {
    "": _("tel qu’imprimé"),
    "exact": _("exact"),
    "approximate": _("approximatif (« près de »)"),
    "about": _("approximatif (« environ »)"),
    "half": _("en mots (« la moitié »)"),
    "minimum": _("minimum"),
    "cumulative": _("cumulé"),
    "range": _("fourchette"),
}
SEVERITY = {"information": _("pour information"), "doubt": _("à vérifier"), "error": _("erreur manifeste")}
STATUS = {
    "open": _("en attente du producteur"),
    "kept": _("conservé tel qu’imprimé"),
    "adapted": _("adapté par nous"),
    "confirmed": _("confirmé tel qu’imprimé"),
    "corrected": _("corrigé"),
}
NOTE_KIND = {
    "impossible_date": _("date impossible"),
    "doubtful_figure": _("chiffre douteux"),
    "contradiction": _("contradiction"),
    "opposite_polarity": _("sens de lecture opposé"),
    "comparability": _("comparabilité"),
    "title_mismatch": _("titres différents"),
    "wording": _("formulation"),
    "missing_information": _("information manquante"),
    "lost_link": _("lien sans adresse"),
    "deduction": _("déduction"),
}
REFERENCE_KIND = {
    "decree": _("décret"),
    "circular": _("circulaire"),
    "guide": _("guide"),
    "report": _("rapport"),
    "site": _("site"),
    "framework": _("référentiel"),
    "page": _("page"),
}
FREQUENCY = {
    "annual": _("chaque année"),
    "school_year": _("chaque année scolaire"),
    "every_3_years": _("tous les trois ans"),
    "every_6_years": _("tous les six ans"),
    "once": _("une seule fois"),
    "unknown": _("non précisée"),
}
FREQUENCY_BASIS = {"printed": _("selon le rapport"), "ours": _("selon nous")}
POPULATION_MAIN = "FW-B"

ALL = {
    "category": CATEGORY,
    "nature": NATURE,
    "role": ROLE,
    "place": PLACE,
    "manner": MANNER,
    "severity": SEVERITY,
    "status": STATUS,
    "note_kind": NOTE_KIND,
    "reference_kind": REFERENCE_KIND,
    "frequency": FREQUENCY,
}


def frequency(indicator: Indicator) -> str:
    """« tous les six ans, selon le rapport », « non précisée »."""
    if indicator.frequency in {"", "unknown"}:
        return str(FREQUENCY["unknown"])
    told = FREQUENCY.get(indicator.frequency, indicator.frequency)
    basis = FREQUENCY_BASIS.get(indicator.frequency_basis)
    return f"{told}, {basis}" if basis else str(told)
