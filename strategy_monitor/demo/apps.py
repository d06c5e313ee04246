from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "strategy_monitor.demo"
    verbose_name = "Démonstration"
