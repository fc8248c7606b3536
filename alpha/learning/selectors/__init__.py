"""Answers that combine several tables; they never write."""
