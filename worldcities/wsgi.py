"""The portal as a WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "worldcities.settings.prod")
gc.disable()  # What is made here stays: looking for garbage among it is a tenth of the start, and of no use later.
application = get_wsgi_application()
gc.freeze()
gc.enable()
