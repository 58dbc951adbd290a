"""What the web server calls. The server itself is chosen in docs/adr/0005-wsgi-server.md."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")

django = get_wsgi_application()

# Only now: it imports models.
from responses.middleware import quick_pages  # noqa: E402

application = quick_pages(django)
