"""The pages of students."""
