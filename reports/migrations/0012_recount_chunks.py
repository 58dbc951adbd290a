"""What a repair of the counts has done already, so that it can go on."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mark_own_time_zones'),
        ('reports', '0011_hours_in_columns'),
        ('surveys', '0004_touchpoints_and_subjects'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecountChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(null=True)),
                ('last', models.DateField(null=True)),
                ('responses', models.IntegerField()),
                ('differences', models.IntegerField(null=True)),
                ('is_whole', models.BooleanField()),
                ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organization')),
                ('survey', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.survey')),
            ],
        ),
    ]
