"""Counts -> trends: small-count statistics, phases, warnings."""
