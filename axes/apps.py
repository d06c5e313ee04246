from django.apps import AppConfig


class AxesConfig(AppConfig):
    name = "axes"
    verbose_name = "Stratégie"
    default_auto_field = "django.db.models.BigAutoField"
