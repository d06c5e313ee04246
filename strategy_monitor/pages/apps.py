from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "strategy_monitor.pages"
    label = "pages"
