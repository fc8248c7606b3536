"""What people type: one module for each kind of form."""
