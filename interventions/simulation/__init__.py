"""Made-up classes in which the truth about help is known, and how well the arithmetic finds it.

`manage.py science` prints what is measured here beside what is promised. Seeds are fixed, so the figures are the same
on every machine. Pure: no rows, no requests.
"""
