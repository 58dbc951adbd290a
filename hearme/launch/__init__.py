"""Everything that starts Hearme on one machine. Needs nothing but the standard library."""
