"""Comments of responses that are held back are listed too, apart from the others."""

from django.db import migrations, models

LIST_HELD = """
INSERT INTO reports_commentchange (response_id)
SELECT id FROM responses_response
WHERE is_excluded AND answers @? '$.* ? (@.type() == "string")'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_report_mails'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='is_held',
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(LIST_HELD, migrations.RunSQL.noop),
    ]
