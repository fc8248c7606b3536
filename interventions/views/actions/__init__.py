"""Take Action: one address for four kinds of action, each with a module of its own."""
