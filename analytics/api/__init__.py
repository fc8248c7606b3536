"""The reports as JSON."""
