"""Bodies of requests and answers, compressed; a body that swells beyond what was agreed is refused unread."""

from __future__ import annotations

import zlib

import zstandard

MAX_SENT = 8 << 20  # bytes of a body as sent
MAX_MESSAGE = 16 << 20  # bytes of a message, decompressed
WORTH_IT = 512  # a message shorter than that goes as it is
_LEVEL = 3
_WINDOW = 8 << 20  # bytes a compressor may ask us to keep in memory
_GZIP = 31  # zlib's way of saying "with a gzip head"


class TooLargeError(ValueError):
    """The message is larger than agreed: send fewer events at once."""


class BadCompressionError(ValueError):
    """The bytes are not what their encoding promises."""


def compress(message: bytes) -> tuple[bytes, str]:
    """Return the body to send and its Content-Encoding: "zstd", or "identity" for a message hardly worth it."""
    if len(message) < WORTH_IT:
        return message, "identity"
    return zstandard.ZstdCompressor(level=_LEVEL).compress(message), "zstd"


def decompress(body: bytes, encoding: str, limit: int = MAX_MESSAGE) -> bytes:
    """Return the message of a body sent as "identity" (or ""), "zstd" or "gzip".

    Raises TooLargeError beyond `limit` bytes, however small the body is, and BadCompressionError for an encoding that
    is none of these, for what does not follow it, is cut off, or goes on after its end. A zstd frame
    must tell its size.
    """
    match encoding.strip().lower():
        case "" | "identity":
            message, complete = body, True
        case "zstd":
            message, complete = _unzstd(body, limit)
        case "gzip":
            message, complete = _gunzip(body, limit)
        case _:
            raise BadCompressionError("an unknown encoding")
    if len(message) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    if not complete:
        raise BadCompressionError("cut off, or something follows its end")
    return message


def _unzstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        told = zstandard.frame_content_size(body)
        if told > limit:
            raise TooLargeError(f"more than {limit} bytes")
        if told < 0:
            raise BadCompressionError("a zstd frame must tell its size")
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        return unpacker.decompress(body, max_output_size=limit, allow_extra_data=False), True
    except zstandard.ZstdError as error:
        raise BadCompressionError(str(error)) from error


def _gunzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        message = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadCompressionError(str(error)) from error
    return message, unpacker.eof and not unpacker.unused_data
