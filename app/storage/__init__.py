"""The encrypted local database: engine, sessions, event log, projections, search, backup."""
