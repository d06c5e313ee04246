"""The pages that are looked at in a browser: at least one of every kind that the site serves, with something on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from strategy_monitor.api.urls import operations
from strategy_monitor.exports.formats import PLACES


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    charts: int = 0
    """How many it draws."""
    status: int = 200
    staff: bool = False
    """Whether only staff may read it."""
    links: tuple[str, ...] = ()
    """For an address that holds a number unknown here: CSS of a link at `path`, of one where it leads, and so on."""
    press: tuple[str, ...] = ()
    """CSS of what to press there, in order, where the page that is meant answers a form."""
    shows: str = "body"
    """CSS of something that tells that the page is the one that is meant."""

    def __str__(self) -> str:
        return self.name


PUBLIC = (
    Page("home", "/"),
    Page("axes", "/axes/"),
    Page("governance", "/gouvernance/"),
    Page("axis-1", "/axes/1/"),
    Page("axis-2", "/axes/2/", charts=8),
    Page("axis-3", "/axes/3/", charts=6),
    Page("axis-4", "/axes/4/", charts=4),
    Page("axis-5", "/axes/5/"),
    Page("indicator-progress", "/indicateurs/1.1-O1/"),
    Page("indicator-lines-and-bars", "/indicateurs/2.2-O2/", charts=3),
    Page("indicator-dots", "/indicateurs/2-I1/", charts=1),
    Page("indicator-numbers", "/indicateurs/2-I4/", charts=1),
    Page("indicator-doubtful", "/indicateurs/3.4-O1/", charts=1),
    Page("indicator-missing", "/indicateurs/3-I2/"),
    Page("indicator-stacks", "/indicateurs/4.1-O1/", charts=2),
    Page("indicator-rest", "/indicateurs/4.2-O1/", charts=2),
    Page("indicator-last", "/indicateurs/5.3-O1/"),
    Page("figure", "/indicateurs/2.2-O2/releves/ecoles-fondamental/2023-2024/"),
    Page("embed", "/indicateurs/4.2-O1/utilisateurs-parts/integrer/"),
    Page("catalogue", "/indicateurs/"),
    Page("catalogue-filtered", "/indicateurs/?axe=2&nature=quantitatif&tri=-periode"),
    Page("catalogue-empty", "/indicateurs/?q=introuvable&axe=1"),
    Page("catalogue-fault", "/indicateurs/?axe=9&tri=rien"),
    Page("whole", "/rapport/", charts=18),
    Page("method", "/methode/"),
    Page("calendar", "/calendrier/"),
    Page("notes", "/methode/notes/"),
    Page("notes-of-word", "/methode/notes/questions-ouvertes/"),
    Page("notes-of-axis", "/methode/notes/axe-2/"),
    Page("notes-of-no-axis", "/methode/notes/hors-axe/"),
    Page("coverage", "/sans-indicateur/"),
    Page("search", "/recherche/"),
    Page("search-hits", "/recherche/?q=%C3%A9cole"),
    Page("search-nothing", "/recherche/?q=introuvable"),
    Page("contact", "/contact/"),
    Page("legal", "/mentions-legales/"),
    Page("accessibility", "/accessibilite/"),
    Page("privacy", "/vie-privee/"),
    Page("data", "/donnees/"),
    Page("api", "/api/"),
    Page("api-resource", "/api/ressources/observations/"),
    Page("api-shapes", "/api/formes/"),
    Page("api-problem", "/api/v1/problemes/parametre-refuse"),
    Page("releases", "/versions/"),
    Page("errata", "/errata/"),
    Page("comparisons", "/comparaison/?avant=2024.1"),
    Page("comparison", "/comparaison/2025.1/2025.1/"),
    Page("comparison-axis", "/comparaison/2025.1/2025.1/axe-1/"),
    Page("archive-home", "/versions/2025/1/"),
    Page("archive-indicator", "/versions/2025/1/indicateurs/2-I4/", charts=1),
    Page("not-found", "/nulle/part/", status=404),
)
STAFF = (
    Page("login", "/admin/login/"),
    Page("forgotten", "/compte/mot-de-passe/"),
    Page("forgotten-asked", "/compte/mot-de-passe/demande/"),
    Page("password-of-no-link", "/compte/mot-de-passe/MQ/a-b/"),
    Page("invitation-of-no-link", "/compte/invitation/MQ/a-b/"),
    Page("desk", "/bureau/", staff=True),
    Page("publishing", "/bureau/publier/", staff=True),
    Page("editions", "/bureau/editions/", staff=True),
    Page("edition", "/bureau/editions/2025/", staff=True),
    Page("carry-over", "/bureau/errata/a-reprendre/", staff=True),
    Page("desk-versions", "/bureau/versions/", staff=True),
    Page("withdrawal", "/bureau/versions/2025/1/retirer/", staff=True),
    Page("quality", "/bureau/alertes/", staff=True),
    Page("finding", "/bureau/alertes/", staff=True, links=(".subjects li p a",), shows="#repondre"),
    Page("journal", "/bureau/historique/", staff=True),
    Page("journal-indicator", "/bureau/historique/?indicateur=2.2-O2", staff=True),
    Page("journal-fault", "/bureau/historique/?axe=9", staff=True),
    Page("my-figures", "/bureau/mes-chiffres/", staff=True),
    Page("my-mail", "/bureau/mon-courrier/", staff=True),
    Page("my-sessions", "/bureau/mes-sessions/", staff=True),
    Page("site-mail", "/bureau/courrier/", staff=True),
    Page("campaigns", "/bureau/campagnes/", staff=True),
    Page("exchange", "/bureau/importer-exporter/", staff=True),
    Page("import", "/bureau/importer-exporter/importer/", staff=True),
    Page("observations", "/bureau/valeurs/", staff=True),
    Page("observations-filtered", "/bureau/valeurs/?statut=valide&axe=2", staff=True),
    Page("observation", "/bureau/valeurs/?axe=2", staff=True, links=(".work tbody th a",), shows="#suite"),
    Page("texts", "/bureau/textes/", staff=True),
    Page("jobs", "/bureau/travaux/", staff=True),
    Page("threads", "/bureau/fils/", staff=True),
    Page("thread", "/bureau/fils/indicateur/2.2-O2/", staff=True, shows="#fil"),
    Page("preview-home", "/bureau/apercu/", staff=True),
    Page("copy-home", "/bureau/copie/", staff=True),
    Page("copy-indicator", "/bureau/copie/indicateurs/2.2-O2/", charts=3, staff=True),
)
PAGES = (*PUBLIC, *STAFF)
BEHIND = {"finding": "desk-finding", "observation": "desk-observation"}
"""Pages that links lead to → the name of their address."""
WITH_CHARTS = tuple(page for page in PAGES if page.charts)

NO_PAGE = {
    *("healthz", "readyz", "robots", "sitemap", "favicon", "security_txt", "register", "register_verifier"),
    *PLACES,
    *("axis_page", "calendar_page", "comparison_axis_page"),  # of what is longer than the printed report
    *("figure_json", "chart_svg", "chart_png", "oembed", "calendar_file"),
    *("catalogue_jsonld", "catalogue_turtle", "releases_feed", "axis_feed"),
    *("comparison_csv", "comparison_axis_csv"),
    *(str(pattern.name) for pattern in operations()),
    "nothing",
    *("account-code", "account-second-factor", "account-passkey", "account-challenge", "account-enter"),
    "account-session",
    *("account-directory", "account-returned", "account-ended"),
    *("desk-prepare", "desk-resume", "desk-checklist", "desk-thread-file"),
    *(
        "desk-former",
        "desk-step",
        "desk-check",
        "desk-my-figures-keep",
        "desk-export-xlsx",
        "desk-export-csv",
        "desk-import-file",
    ),
}
"""Names of addresses that answer with something else than a page, or only receive."""

WRITTEN_FIRST = {
    "desk-erratum",
    "desk-correction",
    "desk-campaign",
    "desk-reminder",
    "desk-reminders",
    "desk-import-preview",
    "desk-import-undo",
    "desk-job",
}
"""Names of pages that stand on what a demonstration lacks: `test_journey` makes it there, and looks at them."""


def kinds() -> Iterator[str]:
    """Names of all addresses outside the administration, once for all mounts of the public pages."""
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.app_name != "admin":
            waiting += pattern.url_patterns


def shown() -> set[str]:
    """Names of the addresses of our pages."""
    paths = (page.path.partition("?")[0] for page in PAGES if page.status == 200)
    behind = {page.name for page in PAGES if page.links}
    return {resolve(path).url_name or "" for path in paths} | {BEHIND[name] for name in behind}
