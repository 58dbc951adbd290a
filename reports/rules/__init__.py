"""What a report says, worked out from counts. Pure Python: no Django, no database, no clock."""
