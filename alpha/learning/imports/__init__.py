"""Practice logs taken in: one module per format, one pipeline for all.

A file is read once, row by row, into a scratch database in a temporary folder, because files are in no order;
from there it is written student by student. Memory holds one batch of students, never the file.
"""
