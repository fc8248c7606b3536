"""Take Action for several students at once, and what became of it."""
