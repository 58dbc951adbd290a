"""Writing a file of all responses of a survey, measured."""

import resource
import tempfile
import time
from datetime import date, timedelta
from typing import Any

from django.utils import translation

from reports.actions.export_files import write_export
from reports.queries.exporting import export_of
from reports.queries.surveys import today_of
from reports.rules.exporting import Format, Wanted
from reports.rules.periods import Period
from surveys.models import Survey


def write_all(code: str) -> dict[str, Any]:
    """Write the file and say how long that took."""
    survey = Survey.objects.select_related("organization").get(code=code)
    today = today_of(survey.organization)
    wanted = Wanted(Period(date(2000, 1, 1), today + timedelta(days=1)), format=Format.CSV)
    started, cpu = time.monotonic(), time.process_time()
    with tempfile.TemporaryFile() as file, translation.override(wanted.language):
        responses = write_export(export_of(survey.organization, survey, wanted), file)
        size = file.tell()
    seconds = time.monotonic() - started
    return {
        "responses": responses,
        "seconds": seconds,
        "own_cpu_s": time.process_time() - cpu,
        "per_second": responses / seconds,
        "megabytes": size / 1e6,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
