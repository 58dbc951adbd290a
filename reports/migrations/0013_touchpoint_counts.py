"""Counts by touchpoint and version, of all places together. All counts are made anew right after."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_member_limits'),
        ('reports', '0012_recount_chunks'),
        ('surveys', '0004_touchpoints_and_subjects'),
    ]

    operations = [
        migrations.CreateModel(
            name='TouchpointCount',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'survey_id', 'month', 'question_key', 'version_id', 'touchpoint_id', 'rating', blank=True, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('question_key', models.CharField(max_length=40)),
                ('rating', models.SmallIntegerField()),
                ('d1', models.IntegerField(db_default=0)),
                ('d2', models.IntegerField(db_default=0)),
                ('d3', models.IntegerField(db_default=0)),
                ('d4', models.IntegerField(db_default=0)),
                ('d5', models.IntegerField(db_default=0)),
                ('d6', models.IntegerField(db_default=0)),
                ('d7', models.IntegerField(db_default=0)),
                ('d8', models.IntegerField(db_default=0)),
                ('d9', models.IntegerField(db_default=0)),
                ('d10', models.IntegerField(db_default=0)),
                ('d11', models.IntegerField(db_default=0)),
                ('d12', models.IntegerField(db_default=0)),
                ('d13', models.IntegerField(db_default=0)),
                ('d14', models.IntegerField(db_default=0)),
                ('d15', models.IntegerField(db_default=0)),
                ('d16', models.IntegerField(db_default=0)),
                ('d17', models.IntegerField(db_default=0)),
                ('d18', models.IntegerField(db_default=0)),
                ('d19', models.IntegerField(db_default=0)),
                ('d20', models.IntegerField(db_default=0)),
                ('d21', models.IntegerField(db_default=0)),
                ('d22', models.IntegerField(db_default=0)),
                ('d23', models.IntegerField(db_default=0)),
                ('d24', models.IntegerField(db_default=0)),
                ('d25', models.IntegerField(db_default=0)),
                ('d26', models.IntegerField(db_default=0)),
                ('d27', models.IntegerField(db_default=0)),
                ('d28', models.IntegerField(db_default=0)),
                ('d29', models.IntegerField(db_default=0)),
                ('d30', models.IntegerField(db_default=0)),
                ('d31', models.IntegerField(db_default=0)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organization')),
                ('survey', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.survey')),
                ('touchpoint', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.touchpoint')),
                ('version', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.surveyversion')),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE reports_touchpointcount SET (fillfactor = 80)",
            "ALTER TABLE reports_touchpointcount RESET (fillfactor)",
        ),
    ]
