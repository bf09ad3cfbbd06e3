"""Segregation in a real city, from a table of counts by area."""
