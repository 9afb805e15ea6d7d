"""What the rules and the regions' data both speak of: durations, grades, bodies, who leads, tracks.

Values only. It stands below ``rules`` and ``regions`` because these two do not know each other: a region's
data is read into these values, and a rule is given them.
"""
