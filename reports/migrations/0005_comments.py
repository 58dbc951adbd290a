"""Comments: what customers wrote, apart from the responses, listed and searched by words."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# A row for each response with a text that comes, changes or goes, in the transaction in which it
# does. Responses without one only pay for looking.
NOTE = """
CREATE FUNCTION reports_note_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_commentchange (response_id) VALUES (coalesce(NEW.id, OLD.id));
    RETURN NULL;
END $$
"""
HAS_TEXT = "%s.answers @? '$.* ? (@.type() == \"string\")'"


def on(event, *rows):
    wanted = ' OR '.join(HAS_TEXT % row for row in rows)
    name = f'note_comment_on_{event}'
    return migrations.RunSQL(
        f'CREATE TRIGGER {name} AFTER {event} ON responses_response'
        f' FOR EACH ROW WHEN ({wanted}) EXECUTE FUNCTION reports_note_comment()',
        f'DROP TRIGGER {name} ON responses_response',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mark_own_time_zones'),
        ('reports', '0004_segments'),
        ('responses', '0014_index_of_references'),
        ('surveys', '0004_touchpoints_and_subjects'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('response', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='responses.response')),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question_key', models.CharField(max_length=40)),
                ('answered_at', models.DateTimeField()),
                ('day', models.DateField()),
                ('channel', models.CharField(max_length=6)),
                ('language', models.CharField(max_length=5)),
                ('is_complete', models.BooleanField()),
                ('score', models.SmallIntegerField(null=True)),
                ('feeling', models.CharField(max_length=7)),
                ('text', models.TextField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('collector', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='responses.collector')),
                ('location', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.location')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organization')),
                ('response', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='responses.response')),
                ('subject', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.subject')),
                ('survey', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.survey')),
                ('touchpoint', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.touchpoint')),
                ('version', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.surveyversion')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'answered_at', 'id'], name='comments_in_time'), models.Index(fields=['organization', 'survey', 'answered_at', 'id'], name='comments_of_survey'), django.contrib.postgres.indexes.GinIndex(fields=['words'], gin_pending_list_limit=1024, name='comment_words')],
                'constraints': [models.UniqueConstraint(fields=('response', 'question_key'), name='one_comment_each')],
            },
        ),
        migrations.CreateModel(
            name='CommentTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question_key', models.CharField(max_length=40)),
                ('word', models.CharField(max_length=30)),
                ('tagged_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('response', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='responses.response')),
                ('tagged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['word'],
                'indexes': [models.Index(fields=['organization', 'word'], name='comments_by_tag')],
                'constraints': [models.UniqueConstraint(fields=('response', 'question_key', 'word'), name='one_tag_each')],
            },
        ),
        migrations.RunSQL(NOTE, 'DROP FUNCTION reports_note_comment()'),
        on('insert', 'NEW'),
        on('update', 'OLD', 'NEW'),
        on('delete', 'OLD'),
    ]
