"""Who answers for it: settings, database, time, services and the wiring of the three rings."""
