"""Measures the service: under load and faults, and its throughput against the command protect."""
