"""Finding an answer, a need or a service by a few words, however they are spelled."""
