"""What changes something: rosters and practice."""
