from django.contrib import admin
from django.urls import include, path

from strategy_monitor.api import documentation
from strategy_monitor.exports.addresses import PAGES
from strategy_monitor.pages import (
    converters,
    crawlers,
    errata,
    health,
    history,
    metadata,
    oembed,
    register,
    statements,
    viewing,
)

__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", crawlers.security, name="security_txt"),
    path(
        "sitemap.xml",
        crawlers.sitemap,
        {"opener": crawlers.open_site_map, "besides": documentation.documentation_addresses},
        name="sitemap",
    ),
    path("favicon.ico", crawlers.favicon, name="favicon"),
    path("versions/", history.releases, {"opener": history.open_history}, name="releases"),
    path("registre.json", register.show_register, name="register"),
    path("registre.py", register.show_verifier, name="register_verifier"),
    path("errata/", errata.errata, {"opener": history.open_history}, name="errata"),
    path("flux/versions.atom", metadata.releases_feed, {"opener": history.open_history}, name="releases_feed"),
    path("flux/axe-<axis:number>.atom", metadata.axis_feed, {"opener": history.open_history}, name="axis_feed"),
    path("contact/", statements.notice, {"name": "contact"}, name="contact"),
    path("mentions-legales/", statements.notice, {"name": "legal"}, name="legal"),
    path("accessibilite/", statements.notice, {"name": "accessibility"}, name="accessibility"),
    path("vie-privee/", statements.notice, {"name": "privacy"}, name="privacy"),
    path("oembed", oembed.oembed, name="oembed"),
    path("comparaison/", include("strategy_monitor.pages.comparing_urls")),
    path("versions/<slug:edition>/<int:release>/", include(PAGES), {"opener": viewing.past}),
    path("api/", include("strategy_monitor.api.urls")),
    path("bureau/", include("strategy_monitor.desk.urls")),
    path("compte/", include("strategy_monitor.accounts.urls")),
    path("", include(PAGES), {"opener": viewing.newest}),
]

handler400 = "strategy_monitor.pages.errors.bad_request"
handler403 = "strategy_monitor.pages.errors.forbidden"
handler404 = "strategy_monitor.pages.errors.not_found"
handler500 = "strategy_monitor.pages.errors.failure"
