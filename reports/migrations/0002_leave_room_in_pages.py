"""Counts are updated in place far more often than added: leave room on each page for that."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_rating_counts")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (fillfactor = 80)",
            f"ALTER TABLE {table} RESET (fillfactor)",
        )
        for table in ("reports_daycount", "reports_hourcount")
    ]
