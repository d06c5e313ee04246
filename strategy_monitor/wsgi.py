import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")

from strategy_monitor.encodings import readable_types  # settings come first

application = readable_types(get_wsgi_application())
