"""A PC whose requests the test hands to the server's use cases itself."""

from __future__ import annotations

from served import Pc, enrolment_code

from app.protocol.messages import Enrolment, Page, Push, Stored
from app.protocol.signatures import sign_head
from app.server import devices, enrolment, pulls, pushes
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.devices import Device


class Writer:
    """A PC whose requests are handled here, each in a transaction of its own: what the server does, without sockets."""

    def __init__(self, database: Database, prefix: str) -> None:
        self.database = database
        self.pc = Pc("http://nowhere")
        self.pc.http.close()
        key = self.pc.public_key
        code = enrolment_code(database, prefix)
        with database.write() as connection:
            self.pc.place = enrolment.enrol(connection, Enrolment(code, self.pc.device_id, key), "e", utc_now())
        self.sent = 0
        with database.read() as connection:
            found = devices.find(connection, self.pc.device_id)
        assert found is not None
        self.device: Device = found

    def push(self) -> int:
        chain = self.pc.chain
        head = sign_head(self.pc.key, chain.device_id, len(chain.events), chain.link)
        message = Push(chain.device_id, head, chain.events[self.sent :])
        answer = pushes.push(self.database, self.device, message, utc_now())
        assert isinstance(answer, Stored)
        self.sent = answer.acknowledged
        return answer.acknowledged

    def page(self, feed: str, after: int) -> Page:
        with self.database.read() as connection:
            answer = pulls.pull(connection, self.device, feed, "e", after, 500, utc_now(), epoch="e")
        assert isinstance(answer, Page)
        return answer
