"""The API's door, and what it tells of an organization's places."""
