"""Painted controls that every screen shares."""
