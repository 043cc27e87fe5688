"""Bytes of a declared encoding as a stream of UTF-8, strict: the first byte that does not fit stops the file."""

from __future__ import annotations

import codecs
import io
import re
from typing import Any, BinaryIO

from seika.errors import BadData

_BLOCK = 1 << 20
_MARK = codecs.BOM_UTF8
# A byte order mark says UTF-8 beyond doubt, so both spellings of UTF-8 take it off where it is and do without where it is not.
# The codec of CP932 takes the five bytes that CP932 leaves free (80, A0, FD, FE, FF) for characters.
_FREE = tuple(map(chr, (0x80, 0xA0, 0xF8F0, 0xF8F1, 0xF8F2, 0xF8F3)))
_CODECS = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}  # UTF-16 without more says by its mark which it is
_MARKS_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_GAIJI = re.compile(r"[\ue000-\uf8ff\u3013]")
_GETA = chr(0x3013)
# The same in the bytes of UTF-8, where each is looked for by its first byte: many times faster than looking at each character.
_PRIVATE_E, _PRIVATE_F, _LATIN = b"\xee", re.compile(rb"\xef[\x80-\xa3]"), re.compile(rb"\xc2[\x80\xa0]")


def holds_gaiji(text: str) -> bool:
    """Return whether ``text`` holds a user-defined character, or the geta mark (U+3013) that stands for one."""
    return not text.isascii() and bool(_GAIJI.search(text))


def _may_hold_gaiji(encoded: bytes, text: str) -> bool:
    """Return whether a block may hold a user-defined character, or one that the codec of CP932 makes of a free byte."""
    return _PRIVATE_E in encoded or bool(_PRIVATE_F.search(encoded)) or bool(_LATIN.search(encoded)) or _GETA in text


class Utf8Stream(io.RawIOBase):
    """A readable stream of UTF-8 over ``source``; reading raises ``BadData DECODE-01`` with row and byte position.

    ``lines`` counts the line ends given out so far, ``is_open_line`` says whether text follows the last of them, ``gaiji_lines`` are
    the lines with a user-defined character.
    """

    def __init__(self, source: BinaryIO, encoding: str, file: str) -> None:
        self._source = source
        self._encoding = encoding
        self._file = file
        self._decoder: Any = self._decoder_of(_CODECS.get(encoding, encoding))
        self._ready = memoryview(b"")
        self._offset = 0  # of the first byte not yet decoded
        self._is_at_end = False
        self.lines = 0
        self.is_open_line = False
        self.gaiji_lines: set[int] = set()

    def readable(self) -> bool:
        """Return true: this stream is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with the next UTF-8 bytes and return how many; 0 at the end."""
        while not self._ready and not self._is_at_end:
            self._decode_block()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        """Close the source too."""
        if not self.closed:
            self._source.close()
        super().close()

    def _decode_block(self) -> None:
        block = self._source.read(_BLOCK)
        self._is_at_end = not block
        if self._offset == 0:
            block = self._without_mark(block)
        waiting = len(self._decoder.getstate()[0])  # first bytes of a character that the last block cut
        try:
            text = self._decoder.decode(block, self._is_at_end)
        except UnicodeDecodeError as error:
            raise self._refusal(bytes(error.object)[: error.start], waiting) from None
        encoded = text.encode()
        self._ready = memoryview(encoded)
        is_plain = text.isascii() or not _may_hold_gaiji(encoded, text)
        if not is_plain and self._encoding == "cp932" and any(free in text for free in _FREE):
            before = text[: min(text.index(free) for free in _FREE if free in text)]
            raise self._refusal(before.encode("cp932", errors="replace"), waiting)
        self._offset += len(block)
        if not is_plain and holds_gaiji(text):
            self.gaiji_lines |= {self.lines + place for place, line in enumerate(text.split("\n")) if holds_gaiji(line)}
        self.lines += text.count("\n")
        if text:
            self.is_open_line = not text.endswith("\n")

    def _decoder_of(self, codec: str) -> Any:
        self._codec = codec
        return codecs.getincrementaldecoder(codec)(errors="strict")

    def _without_mark(self, block: bytes) -> bytes:
        """Return the first block without its byte order mark; a mark of another encoding, or none where it is needed, is refused."""
        if self._encoding.startswith("utf-16"):
            marked = _MARKS_16.get(block[:2])
            fits = marked is not None if self._encoding == "utf-16" else marked in {None, self._encoding}
            mark = block[:2] if marked else b""
            if marked:
                self._decoder = self._decoder_of(marked)
        else:
            mark = _MARK if block.startswith(_MARK) else b""
            fits = not (mark and self._encoding == "cp932")
        if block and not fits:
            raise self._refusal(b"", 0)
        self._offset = len(mark)
        return block[len(mark) :]

    def _refusal(self, before: bytes, waiting: int) -> BadData:
        """Return the refusal of the byte that follows ``before``, which begins ``waiting`` bytes ahead of the block."""
        rows_before = before.decode(self._codec, errors="replace").count("\n")
        row, byte = self.lines + rows_before + 1, self._offset - waiting + len(before) + 1
        return BadData("DECODE-01", file=self._file, row=row, byte=byte, encoding=self._encoding)
