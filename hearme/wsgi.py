"""What the web server calls. The server itself is chosen in docs/adr/0005-wsgi-server.md."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")

django = get_wsgi_application()

# Only now: it imports models.
from responses.middleware import quick_pages  # noqa: E402

application = quick_pages(django)

# Loaded with the first request otherwise, and then walked over with every full collection.
get_resolver().url_patterns  # noqa: B018 - reading it imports all views

# What is loaded stays until the process ends, so nobody needs to look through it for garbage. With
# the usual limit of 700 new objects that took a tenth to a fifth of a report page's CPU time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
