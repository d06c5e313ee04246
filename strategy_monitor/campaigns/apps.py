from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "strategy_monitor.campaigns"
    label = "campaigns"
    verbose_name = "Collecte des données"
