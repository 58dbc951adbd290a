"""References that cost nothing to keep."""

from django.db import models


def loose_key(model: type[models.Model] | str, *, null: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    """A reference without a database constraint.

    Checking five of them would lock the same five parent rows for every answer of a hot survey.
    """
    return models.ForeignKey(
        model,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        null=null,
    )
