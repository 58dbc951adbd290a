"""What /<org>/reports/ answers."""
