"""Files by their SHA-256: the same content once, judged by its bytes, sealed, in a folder or any object store."""

import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, ClassVar, Protocol
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError as StoreError
from obstore.store import LocalStore, ObjectStore, from_url
from starlette.concurrency import run_in_threadpool

from shared.errors import InvalidRequest, NotFound, PayloadTooLarge, Problem, Text, Unavailable, UnsupportedMediaType
from shared.keyring import NotAuthentic, key_of_seal, seal, unseal
from shared.settings import Settings

CHUNK = 256 * 1024
SPOOL = 2 * 2**20
HEAD_BYTES = 128  # enough for the mark and the key of a sealed file
SHA256 = re.compile(r"[0-9a-f]{64}")

# First bytes → media type. What a client declares is no evidence.
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"),  # .xlsx and .docx among them
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}

log = structlog.get_logger("files")


class FileLost(NotFound):
    """The record names a file that the store no longer has: it must be put in again."""

    status = 410
    is_recorded: ClassVar[bool] = True
    title = Text("文件已丢失,须重新扫描或上传", "The file is lost: scan or send it again")


class FileAltered(Problem):
    """What lies in the store is not what was put there: it is not shown, and must be put in again."""

    status = 410
    is_recorded: ClassVar[bool] = True
    title = Text("文件已被改动或损坏,须重新扫描或上传", "The file was altered or damaged: scan or send it again")


class FileSealed(Unavailable):
    """The key ring lacks the key of a file, which may be as it was: put the key back."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size: int
    media_type: str


class Readable(Protocol):
    """An UploadFile, or anything else that reads like one."""

    async def read(self, size: int = -1, /) -> bytes: ...


def sniff(head: bytes) -> str | None:
    """The media type that the first bytes prove, if any."""
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12])
    return next((kind for magic, kind in SIGNATURES if head.startswith(magic)), None)


class FileStore:
    """Put, get: nothing is ever changed, for a name is its content's hash."""

    def __init__(self, store: ObjectStore, max_bytes: int, types: frozenset[str], folder: Path | None = None) -> None:
        """`folder` is where `store` keeps its files, if it is a folder of this machine."""
        self._store, self._max_bytes, self._types, self._folder = store, max_bytes, types, folder

    async def put(
        self, source: bytes | Readable, *, types: frozenset[str] | None = None, plain: str | None = None
    ) -> StoredFile:
        """Store a file of a known type and size; what lies there already, whole, is not written again.

        `plain`: what a file is taken for whose first bytes prove nothing, as those of a text don't.
        """
        with _reaching_the_store(), SpooledTemporaryFile(max_size=SPOOL) as draft:
            stored = await self._receive(source, draft, self._types if types is None else types, plain)
            if not await self._is_whole(stored):
                draft.seek(0)
                await self._write(stored.sha256, await run_in_threadpool(draft.read))
        return stored

    async def _write(self, sha256: str, content: bytes) -> None:
        sealed = await run_in_threadpool(seal, content, sha256)
        # The store writes under a temporary name and renames: a reader sees all of it or nothing.
        await obstore.put_async(self._store, _path(sha256), sealed)
        if self._folder:  # a row that names the file must not outlive it in a power cut
            await run_in_threadpool(_sync, self._folder / _path(sha256))

    async def _receive(
        self, source: bytes | Readable, draft: IO[bytes], types: frozenset[str], plain: str | None
    ) -> StoredFile:
        digest, size, media_type = hashlib.sha256(), 0, None
        async for chunk in _chunks(source):
            if not size:
                media_type = _accepted(chunk, types, plain)
            size += len(chunk)
            if size > self._max_bytes:
                raise PayloadTooLarge(limit_bytes=self._max_bytes)
            await run_in_threadpool(_append, draft, digest, chunk)
        if media_type is None:
            raise InvalidRequest(Text("文件为空", "The file is empty"))
        return StoredFile(digest.hexdigest(), size, media_type)

    async def get(self, sha256: str) -> bytes:
        """The content, checked against its name; raises FileLost or FileAltered."""
        with _reaching_the_store():
            stored = bytes(await (await self._open(sha256)).bytes_async())
        content = await run_in_threadpool(_opened, stored, sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileAltered
        return content

    async def seals(self) -> AsyncIterator[tuple[str, str]]:
        """Each file's hash with the id of the key it is sealed under, "" for one of before files were sealed."""
        async for batch in obstore.list(self._store):
            for found in batch:
                head = bytes(await obstore.get_range_async(self._store, found["path"], start=0, end=HEAD_BYTES))
                yield found["path"].rpartition("/")[2], key_of_seal(head) or ""

    async def reseal(self, current: str) -> tuple[int, list[str]]:
        """Bring every file under the current key that can be read: how many, and the hashes of those that can't.

        It may be broken off anywhere.
        """
        stale = [sha256 async for sha256, key in self.seals() if key != current]
        unreadable = []
        for sha256 in stale:
            try:
                await self._write(sha256, await self.get(sha256))
            except UNREADABLE:
                unreadable.append(sha256)
        return len(stale) - len(unreadable), unreadable

    async def _open(self, sha256: str) -> Any:
        try:
            return await obstore.get_async(self._store, _path(sha256))
        except FileNotFoundError as error:
            raise FileLost from error

    async def _is_whole(self, stored: StoredFile) -> bool:
        """Whether it lies there as it should: whoever sends a file again mends a damaged one."""
        try:
            await self.get(stored.sha256)
        except UNREADABLE:
            return False
        return True

    async def take(self, source: Readable) -> bytes:
        """All of an upload that is read before it is stored; raises PayloadTooLarge."""
        return await read_upload(source, self._max_bytes)


async def read_upload(source: Readable, max_bytes: int) -> bytes:
    """The whole of it; raises PayloadTooLarge."""
    content = await source.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise PayloadTooLarge(limit_bytes=max_bytes)
    return content


UNREADABLE = (FileLost, FileAltered, FileSealed)


@contextmanager
def _reaching_the_store() -> Iterator[None]:
    """A full disk or a bucket that doesn't answer is no defect of ours, and passes."""
    try:
        yield
    except (StoreError, OSError) as error:
        log.error("files.unreachable", exc_info=error)
        raise Unavailable from error


def _opened(stored: bytes, sha256: str) -> bytes:
    """A file stored before files were sealed is its content."""
    try:
        return stored if key_of_seal(stored) is None else unseal(stored, sha256)
    except NotAuthentic as error:
        raise FileAltered from error
    except ValueError as error:
        log.error("files.sealed", sha256=sha256, exc_info=error)
        raise FileSealed from error


def folder_of(address: str) -> Path | None:
    """The folder of this machine that an address of files names, if it names one."""
    parts = urlsplit(address)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def open_files(settings: Settings, service: str) -> FileStore:
    """A service's own folder or bucket prefix."""
    address = settings.files_url_of(service)
    folder = folder_of(address)
    store = LocalStore(folder, mkdir=True) if folder else from_url(address)
    return FileStore(store, settings.max_upload_bytes, settings.upload_types, folder)


def _sync(path: Path) -> None:
    for place in (path, path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _path(sha256: str) -> str:
    if not SHA256.fullmatch(sha256):
        raise NotFound(Text("没有此文件", "There is no such file"))
    return f"{sha256[:2]}/{sha256}"  # folders of a million files are slow to list


def _accepted(head: bytes, types: frozenset[str], plain: str | None) -> str:
    media_type = sniff(head) or plain
    if media_type not in types:
        raise UnsupportedMediaType(found=media_type, accepted=sorted(types))
    return media_type


def _append(draft: IO[bytes], digest: "hashlib._Hash", chunk: bytes) -> None:
    digest.update(chunk)
    draft.write(chunk)


async def _chunks(source: bytes | Readable) -> AsyncIterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK):
            yield source[start : start + CHUNK]
        return
    while chunk := await source.read(CHUNK):
        yield chunk
