"""The Celery application. Tasks live in each app's tasks.py and call one action."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")

app = Celery("hearme")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
