"""Files of observations, out and in. To be mounted at « bureau/echanges/ »."""

from django.urls import path

from strategy_monitor.desk import exchange, importing

urlpatterns = [
    path("", exchange.exchange, name="desk-exchange"),
    path("releves.xlsx", exchange.xlsx, name="desk-export-xlsx"),
    path("releves.csv", exchange.csv, name="desk-export-csv"),
    path("importer/", exchange.bring, name="desk-import"),
    path("importer/<int:key>/", importing.preview, name="desk-import-preview"),
    path("importer/<int:key>/fichier", exchange.original, name="desk-import-file"),
]
