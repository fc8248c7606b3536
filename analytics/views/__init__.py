"""The pages: classes.py for classes, students.py for single students."""
