import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
try:
    django.setup(set_prefix=False)
except ImproperlyConfigured as error:
    sys.exit(str(error))

from django.conf import settings  # settings come first

from strategy_monitor.web import metrics, patience, sqlite_files
from strategy_monitor.web.call_stack import give_threads_room
from strategy_monitor.web.encodings import Utf8Request
from strategy_monitor.web.preloading import preload

if settings.DATABASE_OWNER:
    sys.exit("DATABASE_OWNER est donné à un processus qui sert le site : le réserver aux commandes qui migrent.")
if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    connecting = int(settings.DATABASES["default"]["OPTIONS"]["connect_timeout"])
    patience.limit_waits(connecting, settings.DATABASE_PATIENCE)
else:
    sqlite_files.hold_files()
    sqlite_files.keep_connections()
if settings.METRICS_FOLDER:
    metrics.start_counting(settings.METRICS_FOLDER)


class Handler(WSGIHandler):
    """As `get_wsgi_application` makes it, with requests of our own."""

    request_class = Utf8Request


application = Handler()
give_threads_room()
preload()
