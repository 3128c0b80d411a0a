"""SQLAlchemy tables of the local database, nothing else."""

from app.models import exchange  # noqa: F401 - with one table come all: the metadata is whole
