"""Maps and files for the tests of imports, and what comes of them."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from responses.models import Response

SAMPLE = Path(__file__).with_name("sample.csv")
SAMPLE_MAP = Path(__file__).with_name("sample.map.json")


def small_map(**changes):
    """A map of four columns: id, place, time and a rating."""
    plain = {
        "source": "paper",
        "id": ["id"],
        "time": {"text": "{when}"},
        "location": {"column": "place", "codes": ["HBT", "CG"]},
        "questions": {"q2": {"column": "rating", "codes": [1, 2, 3, 4, 5]}},
    }
    return {name: value for name, value in (plain | changes).items() if value is not None}


def run(survey, file, recipe, **options):
    out, errors = StringIO(), StringIO()
    call_command(
        "import_responses", file, survey=survey.code, map=recipe, stdout=out, stderr=errors,
        **options,
    )  # fmt: skip
    return out.getvalue(), errors.getvalue()


def stored(**wanted):
    return list(Response.objects.filter(**wanted).order_by("answered_at"))


def table(*rows):
    return "\n".join(["id,place,when,rating", *rows])
