"""The benchmark: a large school of generated practice, and how long its pages take."""
