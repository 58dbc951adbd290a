"""Hours in columns. The counts are made anew after 0013 (reports.listeners).

Until then an old process cannot fold, and what it stores waits in the outbox.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mark_own_time_zones'),
        ('reports', '0010_held_comments'),
        ('responses', '0014_index_of_references'),
        ('surveys', '0004_touchpoints_and_subjects'),
    ]

    operations = [
        migrations.DeleteModel(
            name='HourCount',
        ),
        migrations.CreateModel(
            name='HourCount',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'survey_id', 'question_key', 'day', 'location_id', 'collector_id', 'rating', blank=True, editable=False, primary_key=True, serialize=False)),
                ('question_key', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('rating', models.SmallIntegerField()),
                ('h0', models.IntegerField(null=True)),
                ('h1', models.IntegerField(null=True)),
                ('h2', models.IntegerField(null=True)),
                ('h3', models.IntegerField(null=True)),
                ('h4', models.IntegerField(null=True)),
                ('h5', models.IntegerField(null=True)),
                ('h6', models.IntegerField(null=True)),
                ('h7', models.IntegerField(null=True)),
                ('h8', models.IntegerField(null=True)),
                ('h9', models.IntegerField(null=True)),
                ('h10', models.IntegerField(null=True)),
                ('h11', models.IntegerField(null=True)),
                ('h12', models.IntegerField(null=True)),
                ('h13', models.IntegerField(null=True)),
                ('h14', models.IntegerField(null=True)),
                ('h15', models.IntegerField(null=True)),
                ('h16', models.IntegerField(null=True)),
                ('h17', models.IntegerField(null=True)),
                ('h18', models.IntegerField(null=True)),
                ('h19', models.IntegerField(null=True)),
                ('h20', models.IntegerField(null=True)),
                ('h21', models.IntegerField(null=True)),
                ('h22', models.IntegerField(null=True)),
                ('h23', models.IntegerField(null=True)),
                ('collector', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='responses.collector')),
                ('location', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.location')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organization')),
                ('survey', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.survey')),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE reports_hourcount SET (fillfactor = 80)",
            "ALTER TABLE reports_hourcount RESET (fillfactor)",
        ),
    ]
