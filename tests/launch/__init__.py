"""Tests of everything that starts Hearme."""
