"""What adults do, for programs."""
