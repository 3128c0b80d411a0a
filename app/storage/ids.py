"""Ids of what this PC writes; how they are made is agreed with the server."""

from app.protocol.ids import natural_id as natural_id
from app.protocol.ids import new_id as new_id
