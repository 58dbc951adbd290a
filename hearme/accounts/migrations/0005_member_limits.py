"""Members who see only some places."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mark_own_time_zones'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='locations',
            field=models.ManyToManyField(blank=True, related_name='+', to='accounts.location'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='locations',
            field=models.ManyToManyField(blank=True, related_name='+', to='accounts.location'),
        ),
    ]
