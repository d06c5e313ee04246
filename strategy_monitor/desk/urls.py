"""The desk, and the pages of the working copy. To be mounted at « bureau/ »."""

from django.urls import include, path

from strategy_monitor.desk import open as desk
from strategy_monitor.desk import views
from strategy_monitor.pages.viewing import PAGES

urlpatterns = [
    path("", views.desk, name="desk"),
    path("publier/", views.publication, name="desk-publish"),
    path("copie/", include(PAGES), {"opener": desk.working_copy}),
]
