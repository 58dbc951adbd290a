"""The project: wiring on top (settings, urls, celery, wsgi), the platform apps underneath."""

from hearme.celery import app as celery_app

__all__ = ["celery_app"]
