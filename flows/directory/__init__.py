"""What can be said of a service: the closed lists of words that records, search and screens share."""
