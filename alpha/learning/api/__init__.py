"""Practice that other systems report, as JSON."""
