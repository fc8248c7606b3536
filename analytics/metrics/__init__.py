"""The definitions: one function per number, with its window, its exclusions and its unit in words.

They hold for every page, chart, export and interface alike. Common to all:

* A window is a `Period` of school days: dates at the school, half-open, today included.
* Practice is a session with at least one answered question. A session without one counts nowhere,
  its time included, so that totals, days and points always describe the same sessions.
* A student's numbers count all of her practice, in whichever class she did it.
* Shares are 0..1 and None where nothing was answered, never 0. Time is in seconds.
"""
