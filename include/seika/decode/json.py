"""JSON records as text, from a document or from the members of a capture; numbers never pass through floating point."""

from __future__ import annotations

import fnmatch
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from seika.config.format import JsonFormat
from seika.decode.json_path import Composite, JsonPath
from seika.decode.records import Headers, Records
from seika.errors import BadData

Open = Callable[[], BinaryIO]
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


def read_json(open_file: Open, form: JsonFormat, headers: Headers, file: str) -> Records:
    """Return the records that ``form.records`` leads to; ``row_numbers`` count them from 1, through all members in order of name.

    Raises ``BadData DECODE-40, 41, 43, 44`` for the file and ``BadConfig DECODE-42`` for a header that is no path.
    """
    paths = {header: JsonPath(header, file) for header in headers.wanted}
    cells: dict[str, list[str]] = {header: [] for header in paths}
    numbers: list[int] = []
    misshapen: list[int] = []
    contents = _documents(open_file, form, file)
    chains = (chain for content in contents for chain in _chains(_parsed(content, file), form.records, file))
    for number, chain in enumerate(chains, start=1):
        if not isinstance(chain[-1], dict):
            misshapen.append(number)
            continue
        numbers.append(number)
        for header, path in paths.items():
            cells[header].append(_cell(path, chain, header, number, file))
    return Records(
        columns={header: pa.array(texts, pa.string()).dictionary_encode() for header, texts in cells.items()},
        row_numbers=np.array(numbers, dtype=np.int64),
        misshapen=tuple(misshapen),
        total_count=0,
        unknown_headers=(),
    )


def _documents(open_file: Open, form: JsonFormat, file: str) -> Iterator[bytes]:
    with open_file() as stream:
        if form.file is None:
            yield stream.read()
            return
        try:
            with zipfile.ZipFile(stream) as capture:
                names = sorted(name for name in capture.namelist() if fnmatch.fnmatchcase(name, form.file))
                contents = [capture.read(name) for name in names]
        except _UNREADABLE as error:
            raise BadData("DECODE-44", file=file, member=form.file, problem=type(error).__name__) from None
    if not contents:
        raise BadData("DECODE-44", file=file, member=form.file, problem="there is no such member")
    yield from contents


def _parsed(content: bytes, file: str) -> Any:
    if not content.strip():
        raise BadData("DECODE-02", file=file)
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise BadData("DECODE-40", file=file, problem=f"byte {error.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadData("DECODE-40", file=file, problem=f"{error.msg}, line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise BadData("DECODE-40", file=file, problem="it is nested too deep") from None
    except _Wrong as error:
        raise BadData("DECODE-40", file=file, problem=str(error)) from None


class _Wrong(Exception):
    """What JSON's grammar lets pass and nobody can read in one way only; it quotes nothing."""


def _no_number(_name: str) -> Any:
    raise _Wrong("NaN and Infinity are no numbers")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Wrong("an object has the same key twice")
    return found


def _chains(document: Any, keys: tuple[str, ...], file: str) -> Iterator[tuple[Any, ...]]:
    """Yield each record behind the records around it, outermost first; a document that is a list is the outermost list itself."""
    if isinstance(document, list):
        for record in document:
            yield from _inner((record,), keys, file)
    elif isinstance(document, dict) and keys and isinstance(document.get(keys[0]), list):
        for record in document[keys[0]]:
            yield from _inner((record,), keys[1:], file)
    else:
        raise BadData("DECODE-41", file=file, key=keys[0] if keys else "-")


def _inner(chain: tuple[Any, ...], keys: tuple[str, ...], file: str) -> Iterator[tuple[Any, ...]]:
    if not keys or not isinstance(chain[-1], dict):
        yield chain
        return
    records = chain[-1].get(keys[0])
    if records is not None and not isinstance(records, list):
        raise BadData("DECODE-41", file=file, key=keys[0])
    for record in records or ():
        yield from _inner((*chain, record), keys[1:], file)


def _cell(path: JsonPath, chain: tuple[Any, ...], header: str, number: int, file: str) -> str:
    try:
        text = path.text(chain)
        text.encode()
    except Composite:
        raise BadData("DECODE-43", file=file, row=number, column=header) from None
    except UnicodeEncodeError:
        raise BadData("DECODE-40", file=file, row=number, problem="half of a surrogate pair") from None
    return text
