"""Reports that come by e-mail."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_member_limits'),
        ('reports', '0008_share_links_and_wallboards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('daily', 'Every day'), ('weekly', 'Every week'), ('monthly', 'Every month')], max_length=7, verbose_name='How often')),
                ('weekday', models.PositiveSmallIntegerField(default=1, verbose_name='Weekday')),
                ('day_of_month', models.PositiveSmallIntegerField(default=1, verbose_name='Day of the month')),
                ('hour', models.PositiveSmallIntegerField(default=7, verbose_name='Hour')),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], max_length=5, verbose_name='Language')),
                ('next_at', models.DateTimeField(db_index=True)),
                ('stopped_at', models.DateTimeField(editable=False, null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('locations', models.ManyToManyField(blank=True, related_name='+', to='accounts.location')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_schedules', to='accounts.membership')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_schedules', to='accounts.organization')),
            ],
            options={
                'ordering': ['member', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReportMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Not sent')], default='waiting', max_length=7)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='reports.reportschedule')),
            ],
            options={
                'ordering': ['-due_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='mails_to_send')],
                'constraints': [models.UniqueConstraint(fields=('schedule', 'due_at'), name='one_mail_each_time')],
            },
        ),
    ]
