"""The entry point of web servers."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fastdso.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # all pages: the first visitor does not wait for them
