#!/usr/bin/env python
"""Django's command line: `python manage.py help`. Starts its own servers where none are given."""

import os
import sys

from django.core.management import execute_from_command_line

from hearme.launch import local
from hearme.launch.console import LaunchError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")
    try:
        with local.environment(sys.argv[1] if len(sys.argv) > 1 else ""):
            execute_from_command_line(sys.argv)
    except LaunchError as error:
        sys.exit(f"Failed: {error}")
