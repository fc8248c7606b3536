"""The demonstration school: made up, built through the services only, the same every time for the same day."""
