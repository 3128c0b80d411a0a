"""The exchange's bad input, case by case: what is refused, what the clerk is told, and that nothing is lost by it.

One office at work, its real counters and its real server. After every case the next good request works, and at the end
the server has every event once. Certificates have their own tests (`test_server_key`), files theirs.
"""

from __future__ import annotations

import gzip
import json
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import httpx
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from full_server import full
from served import PROVINCE, TAN_THANH, Chain, Pc, enrolment_code
from sqlalchemy import text, update
from sync_desk import PREFIX, Centre, Counter

from app.domain.errors import Explained
from app.protocol.compression import MAX_SENT
from app.protocol.feeds import office_feed
from app.protocol.ids import natural_id
from app.protocol.messages import ChainHead, Fork, Push, PushAnswer, Refusal, WireEvent, decode, encode
from app.protocol.signatures import sign_head, sign_request
from app.protocol.versions import SPOKEN, VERSIONS_HEADER, Versions
from app.server import devices, offices, requests
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.tables import enrolment_codes
from app.services.enrolment import join_server
from app.sync import client
from app.sync.troubles import refused

WRONG_CODE = "Mã đăng ký sai, đã dùng hoặc đã hết hạn."
NOT_UNDERSTOOD = "Máy chủ không hiểu yêu cầu này. Dữ liệu của máy vẫn nguyên."
SPOILT = "Dữ liệu gửi bị hỏng trên đường; chương trình sẽ tự gửi lại."
TOO_LARGE = "Lần gửi này quá lớn; chương trình sẽ tự gửi ít hơn mỗi lần."
NO_SIGNATURE = "Máy chủ không nhận chữ ký của máy này."
NOT_YOURS = "Máy này không được xem hoặc gửi dữ liệu đó."
OTHER_VERSION = "Chương trình và máy chủ khác phiên bản."
ALLOWED = {507}  # the one failure of the server that is an answer


@dataclass
class Scene:
    """Everybody: two counters in step, a PC of their office that writes by hand, one of another office, a new one."""

    a: Counter
    b: Counter
    new: Counter
    copied: Counter
    hand: Pc
    other: Pc
    centre: Centre
    patch: pytest.MonkeyPatch

    # --- what the clerk is told

    def told(self, deed: Callable[[], object]) -> Explained:
        with pytest.raises(Explained) as trouble:
            deed()
        return trouble.value

    def joining(self, code: str, counter: Counter | None = None) -> Explained:
        """Join with a code that must not do; the PC stays as it was."""
        who = counter or self.new
        before = who.rows("SELECT * FROM own_device")
        actor = who.clerk if before else None
        trouble = self.told(lambda: join_server(who.house, actor, who.key, self.centre.address, code))
        assert who.rows("SELECT * FROM own_device") == before
        assert who.rows("SELECT * FROM server") == []
        return trouble

    def exchanging(self) -> Explained:
        """Let counter A do something and fail to send it: it waits there, and A works on."""
        before = self.a.waiting()
        self.a.restart()
        self.a.receive()
        trouble = self.told(self.a.exchange)
        assert self.a.waiting() > before
        self.a.restart()
        return trouble

    def asking(self, body: bytes = b"", encoding: str = "", *, path: str = "/sync/push", **headers: str) -> Explained:
        """Send a request as it stands, signed by a PC that the server knows."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"Content-Encoding": encoding} if encoding else {}
        return told_by(self.hand.ask("POST" if body or path == "/enrol" else "GET", path, body, given))

    def judged(self, deed: Callable[[], PushAnswer]) -> list[str]:
        """Return what the server says to what it stores, as the whole office reads it."""
        before = len(self._verdicts())
        deed()
        return self._verdicts()[before:]

    def _verdicts(self) -> list[str]:
        with self.centre.database.read() as connection:
            query = text("SELECT body FROM events WHERE subject_kind <> 'staff' ORDER BY device_id, device_seq")
            bodies = [json.loads(body) for (body,) in connection.execute(query) if b'"event.' in body]
        return [body["payload"]["reason"] for body in bodies if body["actor_id"] == "server"]


def told_by(answer: httpx.Response) -> Explained:
    """Return what a counter would show of a refusal."""
    assert answer.status_code != 200, answer.content
    refusal = decode(answer.content, Refusal)
    return refused(refusal.code, refusal.sentence, 0.0)


# --- The cases --------------------------------------------------------------------------------------------------------


def _expired(scene: Scene) -> Explained:
    code = scene.centre.code()
    with scene.centre.database.write() as connection:
        unused = enrolment_codes.c.used_by.is_(None)
        connection.execute(update(enrolment_codes).where(unused).values(expires_at=utc_now() - timedelta(seconds=1)))
    return scene.joining(code)


def _used(scene: Scene) -> Explained:
    code = enrolment_code(scene.centre.database, TAN_THANH)
    owner = Pc(scene.centre.address)
    owner.enrol(code)
    owner.http.close()
    return scene.joining(code)


def _with_another_key(scene: Scene) -> Explained:
    right, scene.a.key = scene.a.key, Ed25519PrivateKey.generate()
    told = scene.exchanging()
    scene.a.key = right
    return told


def _overheard(scene: Scene, *, method: str = "GET", target: str = "/sync/pull?feed=reference") -> Explained:
    """Send a request that was signed for `/sync/pull?feed=reference`, which has been answered, from elsewhere."""
    good, hand = "/sync/pull?feed=reference", scene.hand
    signed = sign_request(
        hand.key, hand.device_id, "GET", good, b"", at=int(time.time()), nonce=secrets.token_bytes(16)
    )
    token = {"Authorization": str(signed), VERSIONS_HEADER: str(SPOKEN)}
    with httpx.Client(base_url=scene.centre.address) as elsewhere:
        assert elsewhere.get(good, headers=token).status_code == 200
        return told_by(elsewhere.request(method, target, headers=token))


def _stopped(scene: Scene) -> Explained:
    [(device_id,)] = scene.a.rows("SELECT device_id FROM own_device")
    with scene.centre.database.write() as connection:
        devices.revoke(connection, device_id, utc_now())
    told = scene.exchanging()
    with scene.centre.database.write() as connection:
        connection.execute(text("UPDATE devices SET revoked_at = NULL WHERE device_id = :id"), {"id": device_id})
    return told


def _speaking(scene: Scene, desktop: Versions, server: Versions = SPOKEN) -> Explained:
    with scene.patch.context() as patch:
        patch.setattr(client, "SPOKEN", desktop)
        patch.setattr(requests, "SPOKEN", server)
        return scene.exchanging()


def _signed_at(scene: Scene, seconds: int) -> Explained:
    hand, target = scene.hand, "/sync/pull?feed=reference"
    at = int(time.time()) + seconds
    signed = sign_request(hand.key, hand.device_id, "GET", target, b"", at=at, nonce=secrets.token_bytes(16))
    answer = hand.ask("GET", target, headers={"Authorization": str(signed)})
    assert abs((decode(answer.content, Refusal).server_time - utc_now()).total_seconds()) < 60
    return told_by(answer)


def _years_apart(scene: Scene, days: int) -> None:
    """The desktop signs by the server's clock, and never sets its own: nobody notices."""
    clock = scene.a.house.clock
    before = clock.now  # type: ignore[attr-defined]
    clock.now += timedelta(days=days)  # type: ignore[attr-defined]
    scene.a.exchange()
    clock.now = before  # type: ignore[attr-defined]


def _full(scene: Scene) -> Explained:
    with full(scene.centre.database):
        return scene.exchanging()


def _gone_for_a_week(scene: Scene) -> Explained:
    scene.centre.stop()
    for _ in range(7):
        told = scene.exchanging()
        scene.a.house.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
    scene.centre.start()
    for pc in (scene.hand, scene.other):
        pc.http.base_url = httpx.URL(scene.centre.address)
    for counter in (scene.a, scene.b):
        counter.point_to(scene.centre.address)
        counter.restart()
    return told


def _in_anothers_name(scene: Scene) -> list[str]:
    scene.hand.note(secrets.token_hex(8), office_id=scene.other.office_id)
    return scene.judged(scene.hand.push)


def _on_anothers_dossier(scene: Scene) -> list[str]:
    dossier = secrets.token_hex(8)
    theirs = scene.other.note(dossier)
    scene.other.push()
    scene.hand.note(dossier, basis=(theirs.event_id,), n=2)
    return scene.judged(scene.hand.push)


def _with_bytes_that_differ(scene: Scene) -> list[str]:
    """One byte fell over on a disk: the chain keeps its links, what they hold is not what they say."""
    scene.hand.note(secrets.token_hex(8))
    *before, last = scene.hand.chain.events
    harmed = WireEvent.of(
        last.device_id, last.device_seq, last.prev_hash, last.hash, last.body.replace(b"dossier", b"dossieR"), None
    )
    scene.hand.chain = replace(scene.hand.chain, events=(*before, harmed))
    return scene.judged(scene.hand.push)


def _with_another_personal_part(scene: Scene) -> list[str]:
    scene.hand.note(secrets.token_hex(8))
    stranger = Chain(scene.hand.device_id)
    scene.other.note(secrets.token_hex(8))
    part = scene.other.chain.events[-1].personal
    scene.other.push()
    *before, last = scene.hand.chain.events
    harmed = WireEvent.of(last.device_id, last.device_seq, last.prev_hash, last.hash, last.body, part)
    scene.hand.chain = replace(stranger, events=(*before, harmed))
    return scene.judged(scene.hand.push)


def _upon_another_link(scene: Scene) -> None:
    """Another history under known numbers: not refused, not stored; whoever says so takes a new identity."""
    scene.hand.note(secrets.token_hex(8))
    scene.hand.push()
    twin = Chain(scene.hand.device_id, scene.hand.chain.events[:-1]).write(b'{"another":"history"}')
    assert isinstance(scene.hand.push(twin.events[-1:], of=twin), Fork)


def _with_a_head_of_another(scene: Scene, key: Ed25519PrivateKey, link: bytes = b"") -> Explained:
    """Send a chain whose end is not vouched for by its writer, or is not where its events end."""
    scene.hand.note(secrets.token_hex(8))
    last = scene.hand.chain.events[-1]
    head: ChainHead = sign_head(key, last.device_id, last.device_seq, link or last.hash)
    body = encode(Push(last.device_id, head, (last,)))
    scene.hand.chain = replace(scene.hand.chain, events=scene.hand.chain.events[:-1])
    return scene.asking(body)


ZSTD = zstandard.ZstdCompressor()
BOMB = bytes(100 << 20)
Deed = Callable[[Scene], object]

# What happens, and what it comes to: a sentence for the clerk, verdicts of the server, or None: nothing is to be said.
CASES: dict[str, tuple[Deed, object]] = {
    # codes
    "a wrong code": (lambda scene: scene.joining("AAAA-BBBB-CCCC"), WRONG_CODE),
    "a code of another script": (lambda scene: scene.joining("ⅠⅠⅠⅠ-ⅠⅠⅠⅠ-ⅠⅠⅠⅠ"), WRONG_CODE),
    "a code of yesterday": (_expired, WRONG_CODE),
    "a code that was used": (_used, WRONG_CODE),
    "a code of another office": (
        lambda scene: scene.joining(enrolment_code(scene.centre.database, TAN_THANH), scene.copied),
        "Mã đăng ký này dành cho cơ quan khác với cơ quan của máy.",
    ),
    "a disk copied without its key": (
        lambda scene: scene.joining(scene.centre.code(), scene.copied),
        "Máy chủ đã biết một máy khác mang danh tính này.",
    ),
    # who asks
    "an identity with another key": (_with_another_key, NO_SIGNATURE),
    "a token of another machine, again": (
        _overheard,
        "Yêu cầu này đã đến máy chủ một lần; chương trình sẽ tự gửi lại.",
    ),
    "a token of another machine, for more": (partial(_overheard, target="/sync/pull?feed=x"), NO_SIGNATURE),
    "a token of another machine, to write": (partial(_overheard, method="POST", target="/sync/push"), NO_SIGNATURE),
    "a token that is none": (lambda scene: scene.asking(b"{}", Authorization="Bearer x"), NO_SIGNATURE),
    "a PC that was stopped": (_stopped, "Máy này đã bị ngừng đồng bộ."),
    # bodies
    "no body": (lambda scene: scene.asking(path="/enrol"), NOT_UNDERSTOOD),
    "an empty message": (lambda scene: scene.asking(b"{}"), NOT_UNDERSTOOD),
    "no text": (lambda scene: scene.asking(b"\xff\x00"), NOT_UNDERSTOOD),
    "a wrong type": (lambda scene: scene.asking(b'{"device_id":1}'), NOT_UNDERSTOOD),
    "a list of lists without end": (lambda scene: scene.asking(b"[" * 1_000_000), NOT_UNDERSTOOD),
    "an object of objects without end": (lambda scene: scene.asking(b'{"a":' * 200_000), NOT_UNDERSTOOD),
    "too much as sent": (lambda scene: scene.asking(bytes(MAX_SENT + 1)), TOO_LARGE),
    "too much unpacked from zstd": (lambda scene: scene.asking(ZSTD.compress(BOMB), "zstd"), TOO_LARGE),
    "too much unpacked from gzip": (lambda scene: scene.asking(gzip.compress(BOMB, 1), "gzip"), TOO_LARGE),
    "no zstd": (lambda scene: scene.asking(b"no frame", "zstd"), SPOILT),
    "zstd cut off": (lambda scene: scene.asking(ZSTD.compress(b"x" * 9999)[:-3], "zstd"), SPOILT),
    "no gzip": (lambda scene: scene.asking(b"no frame", "gzip"), SPOILT),
    "gzip with something behind": (lambda scene: scene.asking(gzip.compress(b"{}") + b"x", "gzip"), SPOILT),
    "an unknown packing": (lambda scene: scene.asking(b"{}", "br"), SPOILT),
    "an enrolment without end": (lambda scene: scene.asking(b"[" * 1_000_000, path="/enrol"), NOT_UNDERSTOOD),
    "an enrolment too large": (lambda scene: scene.asking(ZSTD.compress(BOMB), "zstd", path="/enrol"), TOO_LARGE),
    # versions
    "a program of the future": (lambda scene: _speaking(scene, Versions(7, 9)), OTHER_VERSION),
    "a program of the past": (lambda scene: _speaking(scene, SPOKEN, Versions(5, 6)), OTHER_VERSION),
    "versions that are none": (lambda scene: scene.asking(b"{}", Quay_Versions="one"), NOT_UNDERSTOOD),
    # places
    "no such place": (
        lambda scene: scene.asking(path="/sync/everything"),
        "Máy chủ không có địa chỉ này.",
    ),
    "a feed of another office": (
        lambda scene: scene.asking(path=f"/sync/pull?feed={office_feed(scene.other.office_id)}"),
        NOT_YOURS,
    ),
    # events
    "an event in another office's name": (_in_anothers_name, ["other_office"]),
    "an event upon another office's dossier": (_on_anothers_dossier, ["not_concerned"]),
    "bytes that do not give their hash": (_with_bytes_that_differ, ["damaged"]),
    "a personal part that was not committed to": (_with_another_personal_part, ["personal"]),
    "a link that is not what is stored": (_upon_another_link, None),
    "a head that its writer did not sign": (
        lambda scene: _with_a_head_of_another(scene, scene.other.key),
        NOT_YOURS,
    ),
    "a head that is not the last link": (
        lambda scene: _with_a_head_of_another(scene, scene.hand.key, bytes(32)),
        NOT_UNDERSTOOD,
    ),
    # clocks
    "signed ten minutes ago": (lambda scene: _signed_at(scene, -600), "Đồng hồ của máy lệch so với máy chủ."),
    "signed in a year": (lambda scene: _signed_at(scene, 365 * 86400), "Đồng hồ của máy lệch so với máy chủ."),
    "a clock years behind": (lambda scene: _years_apart(scene, -4000), None),
    "a clock years ahead": (lambda scene: _years_apart(scene, 4000), None),
    # the server
    "a full server": (_full, "Máy chủ hết chỗ chứa, chưa nhận thêm được."),
    "a server gone for a week": (_gone_for_a_week, "Không nối được máy chủ."),
}


@pytest.fixture
def scene(
    pair: tuple[Counter, Counter],
    counters: Callable[..., Counter],
    centre: Centre,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    with centre.database.write() as connection:
        offices.add(connection, PROVINCE, TAN_THANH, "Phường Tân Thành", utc_now())
    hand, other = Pc(centre.address), Pc(centre.address)
    hand.enrol(centre.code())
    other.enrol(enrolment_code(centre.database, TAN_THANH))
    yield Scene(*pair, counters("new"), counters("copied", alone=True), hand, other, centre, monkeypatch)
    for pc in (hand, other):
        pc.http.close()


def test_whatever_comes_is_told_in_a_sentence_and_the_next_good_request_works(
    scene: Scene, caplog: pytest.LogCaptureFixture, expected_log: Callable[[str], None]
) -> None:
    expected_log("database.full")
    expected_log("1 events not counted")
    caplog.set_level(logging.INFO, "quay.server.requests")
    a, b = scene.a, scene.b
    written = 0
    for case, (deed, expected) in CASES.items():
        before = len(a.names())
        came_to = deed(scene)
        if isinstance(came_to, Explained):
            assert came_to.sentence == expected, case
            assert came_to.advice or not getattr(came_to, "is_lasting", False), case  # what a person has to do
        else:
            assert came_to == expected, case
        written += len(a.names()) - before + 1
        a.receive("Người Sau Đó")
        a.exchange()
        b.exchange()
        assert a.waiting() == b.waiting() == 0, case
        assert a.shown() == b.shown(), case
        assert len(b.names()) == written, case
    joined = join_server(scene.new.house, None, scene.new.key, scene.centre.address, scene.centre.code())
    scene.new.exchange()
    assert joined.prefix == PREFIX
    assert scene.new.shown() == a.shown()
    assert _on_the_server(scene.centre.database) == _in_the_log(a)
    statuses = {record.seen["status"] for record in caplog.records if hasattr(record, "seen")}
    assert {status for status in statuses if status >= 500} == ALLOWED


def _on_the_server(database: Database) -> list[tuple[str, int]]:
    """Return the events of the office's feed that somebody can read, and how often each is there."""
    query = (
        "SELECT event_id, count(*) FROM feed_positions JOIN events USING (province_id, device_id, device_seq)"
        " WHERE feed = :feed AND event_id IS NOT NULL GROUP BY event_id ORDER BY event_id"
    )
    with database.read() as connection:
        rows = connection.execute(text(query), {"feed": office_feed(natural_id("office", PREFIX))})
        return [tuple(row) for row in rows]


def _in_the_log(counter: Counter) -> list[tuple[str, int]]:
    return [
        (event_id, 1)
        for (event_id,) in counter.rows(
            "SELECT event_id FROM events WHERE subject_kind NOT IN ('access', 'device') ORDER BY event_id"
        )
    ]
