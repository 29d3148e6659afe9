"""Files by their hash."""

import hashlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import UploadFile
from PIL import Image

from shared import keyring
from shared.auth import Role
from shared.errors import InvalidRequest, NotFound, PayloadTooLarge, Unavailable, UnsupportedMediaType
from shared.files import CHUNK, FileAltered, FileLost, FileSealed, FileStore, open_files, sniff
from shared.keyring import KeyRing
from tests.shared.library import library, reader_of, settings_in

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3000


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    keyring.install(KeyRing.generate())
    return open_files(settings_in(tmp_path, max_upload_bytes=2_000_000), "intake")


def image(kind: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, kind)
    return buffer.getvalue()


async def test_what_was_put_is_got_under_its_hash(store: FileStore) -> None:
    stored = await store.put(PDF)
    assert (stored.sha256, stored.size, stored.media_type) == (
        hashlib.sha256(PDF).hexdigest(),
        len(PDF),
        "application/pdf",
    )
    assert await store.get(stored.sha256) == PDF


async def test_the_same_content_lies_there_once(store: FileStore, tmp_path: Path) -> None:
    await store.put(PDF)
    (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    before = kept.stat().st_mtime_ns
    await store.put(UploadFile(BytesIO(PDF)))
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == [kept]
    assert kept.stat().st_mtime_ns == before


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("TIFF", "image/tiff")])
async def test_real_images_are_known_by_their_bytes(store: FileStore, kind: str, media_type: str) -> None:
    assert (await store.put(image(kind))).media_type == media_type


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b"MZ\x90", None),
        (b"<html>", None),
        (b"", None),
        (b"PK\x03\x04", "application/zip"),
    ],
)
def test_first_bytes_tell(head: bytes, media_type: str | None) -> None:
    assert sniff(head) == media_type


@pytest.mark.parametrize("content", [b"MZ\x90 a program", image("GIF"), b"just text"])
async def test_other_kinds_are_refused_and_leave_nothing(store: FileStore, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnsupportedMediaType):
        await store.put(content)
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_a_text_is_what_its_caller_found_it_to_be_and_an_image_stays_one(store: FileStore) -> None:
    asked = frozenset({"text/csv"})
    assert (await store.put(b"just text", types=asked, plain="text/csv")).media_type == "text/csv"
    with pytest.raises(UnsupportedMediaType):
        await store.put(PDF, types=asked, plain="text/csv")


async def test_a_caller_may_ask_for_other_kinds(store: FileStore) -> None:
    stored = await store.put(b"PK\x03\x04rest", types=frozenset({"application/zip"}))
    assert stored.media_type == "application/zip"
    with pytest.raises(UnsupportedMediaType):
        await store.put(PDF, types=frozenset({"application/zip"}))


async def test_an_empty_file_is_refused(store: FileStore) -> None:
    with pytest.raises(InvalidRequest):
        await store.put(b"")


async def test_a_file_too_large_is_refused_before_it_is_read_whole(store: FileStore, tmp_path: Path) -> None:
    class Endless:
        given = 0

        async def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b"%PDF-" + b"x" * (size - 5)

    source = Endless()
    with pytest.raises(PayloadTooLarge):
        await store.put(source)
    assert source.given <= 2_000_000 + CHUNK
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
async def test_what_is_not_there_is_not_found(store: FileStore, name: str) -> None:
    with pytest.raises(NotFound):
        await store.get(name)


async def test_a_rotten_file_is_not_served(store: FileStore, tmp_path: Path) -> None:
    stored = await store.put(PDF)
    (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(FileAltered):
        await store.get(stored.sha256)


async def test_a_file_lies_sealed_and_opens_under_no_other_name(store: FileStore, tmp_path: Path) -> None:
    one, other = await store.put(PDF), await store.put(PDF + b"%")
    held = {path.name: path for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert not [path for path in held.values() if PDF[:16] in path.read_bytes()]
    held[one.sha256].write_bytes(held[other.sha256].read_bytes())
    with pytest.raises(FileAltered):
        await store.get(one.sha256)


async def test_a_file_whose_key_is_lost_is_told_apart_and_mended_by_whoever_sends_it_again(store: FileStore) -> None:
    stored, held = await store.put(PDF), keyring.ring()
    keyring.install(KeyRing.generate())
    with pytest.raises(FileSealed):
        await store.get(stored.sha256)
    keyring.install(held)
    assert await store.get(stored.sha256) == PDF, "put back, the ring opens it"
    keyring.install(KeyRing.generate())
    assert await store.put(PDF) == stored
    assert await store.get(stored.sha256) == PDF


async def test_a_damaged_file_holds_up_no_rotation(store: FileStore, tmp_path: Path) -> None:
    damaged = await store.put(PDF)
    (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    whole = await store.put(PDF + b"%")
    kept.write_bytes(kept.read_bytes()[:-1])
    keyring.install(keyring.ring().rotated())
    assert await store.reseal(keyring.ring().current) == (1, [damaged.sha256])
    assert await store.get(whole.sha256) == PDF + b"%"


async def test_a_file_of_before_files_were_sealed_is_read_and_sealed_by_a_rotation(
    store: FileStore, tmp_path: Path
) -> None:
    stored = await store.put(PDF)
    (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    kept.write_bytes(PDF)
    assert await store.get(stored.sha256) == PDF
    assert [found async for found in store.seals()] == [(stored.sha256, "")]
    current = keyring.ring().current
    assert (await store.reseal(current), await store.reseal(current)) == ((1, []), (0, []))
    assert [found async for found in store.seals()] == [(stored.sha256, current)]
    assert await store.get(stored.sha256) == PDF


async def test_a_rotten_or_lost_file_is_mended_by_whoever_sends_it_again(store: FileStore, tmp_path: Path) -> None:
    stored = await store.put(PDF)
    (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    for damage in (lambda: kept.write_bytes(PDF[:-1]), kept.unlink):
        damage()
        assert await store.put(PDF) == stored
        assert await store.get(stored.sha256) == PDF


async def test_services_do_not_see_each_others_files(tmp_path: Path, store: FileStore) -> None:
    stored = await store.put(PDF)
    for others in (open_files(settings_in(tmp_path), "claims"), _in_memory(tmp_path)):
        with pytest.raises(FileLost):
            await others.get(stored.sha256)


def _in_memory(folder: Path) -> FileStore:
    return open_files(settings_in(folder, files_url="memory:///"), "claims")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with library(tmp_path) as app, reader_of(app, tmp_path, Role.TELLER) as client:
        yield client


async def test_a_declared_type_is_no_evidence(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/scans", files={"file": ("a.pdf", b"MZ\x90", "application/pdf")})
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")
    answer = await client.post("/v1/scans", files={"file": ("a.exe", PDF, "application/x-msdownload")})
    assert (answer.status_code, answer.json()["media_type"]) == (200, "application/pdf")


async def test_a_store_that_cannot_write_or_read_is_unavailable(store: FileStore, tmp_path: Path) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    (tmp_path / "files" / "intake" / digest[:2]).write_bytes(b"in the way of its folder")
    with pytest.raises(Unavailable):
        await store.put(PDF)
    with pytest.raises(Unavailable):
        await store.get(digest)
