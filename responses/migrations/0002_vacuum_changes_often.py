"""The outbox turns over completely many times a day: vacuum it by number of rows, not by share."""

from django.db import migrations

OPTIONS = {
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_threshold": "2000",
    "autovacuum_vacuum_insert_scale_factor": "0",
    "autovacuum_vacuum_insert_threshold": "20000",
    "autovacuum_analyze_scale_factor": "0",
    "autovacuum_analyze_threshold": "20000",
}


class Migration(migrations.Migration):
    dependencies = [("responses", "0001_collectors_responses_changes")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE responses_countchange SET ({', '.join(f'{k} = {v}' for k, v in OPTIONS.items())})",
            f"ALTER TABLE responses_countchange RESET ({', '.join(OPTIONS)})",
        ),
    ]
