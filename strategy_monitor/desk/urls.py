"""The desk, and the pages of the working copy. To be mounted at « bureau/ »."""

from django.urls import include, path

from strategy_monitor.desk import (
    access,
    campaigns,
    exchange,
    figures,
    importing,
    journal,
    my_figures,
    publishing,
    quality,
    views,
    withdrawing,
)  # fmt: skip
from strategy_monitor.exports.addresses import PAGES

urlpatterns = [
    path("", views.desk, name="desk"),
    path("publier/", publishing.publication, name="desk-publish"),
    path("versions/", withdrawing.list_versions, name="desk-releases"),
    path("versions/<slug:edition>/<int:number>/retirer/", withdrawing.withdrawal, name="desk-withdraw"),
    path("qualite/", quality.list_findings, name="desk-quality"),
    path("qualite/controler/", quality.run_rules, name="desk-check"),
    path("qualite/<int:key>/", quality.finding, name="desk-finding"),
    path("historique/", journal.journal, name="desk-journal"),
    path("mes-chiffres/", my_figures.my_figures, name="desk-my-figures"),
    path("mes-chiffres/garder/", my_figures.keep_row, name="desk-my-figures-keep"),
    path("campagnes/", campaigns.campaigns, name="desk-campaigns"),
    path("campagnes/<slug:edition>/", campaigns.campaign, name="desk-campaign"),
    path("campagnes/<slug:edition>/rappel/<str:provider>/", campaigns.reminder, name="desk-reminder"),
    path("echanges/", exchange.exchange, name="desk-exchange"),
    path("echanges/releves.xlsx", exchange.xlsx, name="desk-export-xlsx"),
    path("echanges/releves.csv", exchange.csv, name="desk-export-csv"),
    path("echanges/importer/", exchange.bring, name="desk-import"),
    path("echanges/importer/<int:key>/", importing.preview, name="desk-import-preview"),
    path("echanges/importer/<int:key>/fichier", exchange.original, name="desk-import-file"),
    path("releves/", figures.list_observations, name="desk-observations"),
    path("releves/etape/", figures.take_step, name="desk-step"),
    path("releves/<int:key>/", figures.show_observation, name="desk-observation"),
    path("copie/", include(PAGES), {"opener": access.working_copy}),
    path("apercu/", include(PAGES), {"opener": access.preview}),
]
