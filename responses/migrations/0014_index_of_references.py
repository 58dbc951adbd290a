from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # An index on a big table is built beside the answers that go on coming.
    atomic = False

    dependencies = [
        ("responses", "0013_segments_of_changes"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="response",
            index=models.Index(
                condition=models.Q(("reference__isnull", False)),
                fields=["organization", "reference"],
                name="responses_by_reference",
            ),
        ),
    ]
