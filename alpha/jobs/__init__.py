"""Work that comes round by the clock: what is due, and that nobody does it twice."""
