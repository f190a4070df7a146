"""Invents the people, firms and papers of a city that does not exist: the same seed gives the same city, byte for byte."""
