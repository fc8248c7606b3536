"""The morning page: what needs somebody, what is being done already, and what else waits today.

It shows alerts and what was done about them side by side, so it stands above both apps.
"""
