"""Goals of scores, and what happened on a day."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_member_limits'),
        ('reports', '0006_export_orders'),
        ('surveys', '0004_touchpoints_and_subjects'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Annotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='Day')),
                ('text', models.CharField(max_length=80, verbose_name='What happened')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='annotations', to='accounts.location', verbose_name='Location')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annotations', to='accounts.organization')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-day', '-id'],
                'indexes': [models.Index(fields=['organization', 'day'], name='annotations_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question_key', models.CharField(max_length=40)),
                ('value', models.SmallIntegerField(verbose_name='Goal')),
                ('set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='accounts.location', verbose_name='Location')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='accounts.organization')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='surveys.survey')),
            ],
            options={
                'ordering': ['survey', 'question_key', 'location', 'id'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'survey', 'question_key', 'location'), name='one_goal_each', nulls_distinct=False, violation_error_message='There is a goal for this already.')],
            },
        ),
    ]
