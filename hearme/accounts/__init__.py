"""Who works here: users, organizations, members and their roles, places, API keys."""
