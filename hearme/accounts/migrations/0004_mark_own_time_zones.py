from django.db import migrations

# A place whose zone is not that of the place above (or of the organization) was given its own.
MARK = """
UPDATE accounts_location AS place SET has_own_zone = true
FROM accounts_organization AS organization
WHERE organization.id = place.organization_id
  AND place.time_zone <> coalesce(
      (SELECT above.time_zone FROM accounts_location AS above WHERE above.id = place.parent_id),
      organization.time_zone)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_places_with_hours_and_managers'),
    ]

    operations = [
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
