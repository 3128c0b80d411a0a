"""SQLAlchemy tables of the local database, nothing else."""
