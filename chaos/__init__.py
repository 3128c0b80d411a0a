"""Chaos: real desktops, two real servers and a real PostgreSQL, through every fault a line and a machine can have."""
