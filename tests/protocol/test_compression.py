"""Bodies come back whole; what swells, is cut or lies about itself is refused before it costs memory."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.compression import BadCompressionError, TooLargeError, compress, decompress

ZSTD = zstandard.ZstdCompressor()


@given(st.binary(max_size=2000))
def test_what_was_compressed_comes_back(message: bytes) -> None:
    body, encoding = compress(message)
    assert decompress(body, encoding) == message
    assert decompress(gzip.compress(message), "gzip") == message
    assert decompress(message, "") == message


def test_a_short_message_goes_as_it_is_and_a_long_one_gets_small() -> None:
    assert compress(b"{}") == (b"{}", "identity")
    body, encoding = compress(b'{"a":1}' * 1000)
    assert encoding == "zstd"
    assert len(body) < 100


def test_a_body_of_the_first_day_can_still_be_read() -> None:
    body = bytes.fromhex(
        "28b52ffd60a0046d010044027b22c491c6a16e2076e1bb8b223a225068c6b0e1bb9d6e6720416e20587579c3aa6e227d0100ccebfcea09"
    )
    assert decompress(body, "zstd") == '{"đơn vị":"Phường An Xuyên"}'.encode() * 40


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_a_bomb_is_refused_without_being_unpacked(encoding: str) -> None:
    body = bytes(64 << 20)
    if encoding != "identity":
        body = ZSTD.compress(body) if encoding == "zstd" else gzip.compress(body)
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        decompress(body, encoding, 1 << 20)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_a_frame_that_hides_its_size_is_refused() -> None:
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    with pytest.raises(BadCompressionError):
        decompress(packer.compress(bytes(1000)) + packer.flush(), "zstd")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"", "zstd"),
        (b"no frame", "zstd"),
        (ZSTD.compress(b"a" * 999)[:-1], "zstd"),
        (ZSTD.compress(b"a" * 999) + b"x", "zstd"),
        (ZSTD.compress(b"a" * 999) * 2, "zstd"),
        (b"", "gzip"),
        (b"no head", "gzip"),
        (gzip.compress(b"a" * 999, mtime=0)[:-1], "gzip"),
        (gzip.compress(b"a" * 999, mtime=0) + b"x", "gzip"),
        (b"{}", "br"),
        (b"{}", "zstd, gzip"),
    ],
)
def test_bytes_that_break_their_promise_are_refused(body: bytes, encoding: str) -> None:
    with pytest.raises(BadCompressionError):
        decompress(body, encoding)


@given(st.binary(max_size=300), st.sampled_from(["zstd", "gzip"]))
def test_no_bytes_break_the_reader(body: bytes, encoding: str) -> None:
    with pytest.raises((BadCompressionError, TooLargeError)):
        decompress(body, encoding)


def test_exactly_as_much_as_agreed_is_taken() -> None:
    message = b"x" * 4096
    for body, encoding in ((ZSTD.compress(message), "zstd"), (gzip.compress(message), "gzip"), (message, "identity")):
        assert decompress(body, encoding, 4096) == message
        with pytest.raises(TooLargeError):
            decompress(body, encoding, 4095)
