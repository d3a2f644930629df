"""Photos sent as proof are public where the plan says so, without what they tell beside the picture."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people_fixtures import CITY, PLAN, member, signed_in
from rooms_fixtures import change, copy_plan, load_plan
from task_cases import FORM, decide, office, photo, reviewer, sent, work

from qualicity.plan import check_plan, open_plan
from qualicity.portal import configure, database
from qualicity.portal.workbench.bare import NotBareError, bare
from qualicity.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

    from qualicity.portal.catalogue import Catalogue

SECRET = b"23.0218N 113.1214E by Wang Wei"
TIFF = b"MM\0*" + struct.pack(">IHHHIHH", 8, 1, 0x0112, 3, 1, 6, 0) + struct.pack(">I", 0) + SECRET


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


DRAWN = segment(0xDB, b"\0" + bytes(64)) + segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0")
SCAN = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
PHOTO = b"".join([
    b"\xff\xd8", segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), segment(0xE1, b"Exif\0\0" + TIFF),
    segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET), segment(0xED, b"Photoshop 3.0\0" + SECRET),
    segment(0xE2, b"MPF\0" + SECRET), segment(0xFE, SECRET), DRAWN, SCAN, segment(0xDA, b"\x01\x01\0\1\x3f\0"), b"\x01",
    b"\xff\xd9", SECRET,
])  # fmt: skip


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + b"crc."


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for k, b in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_jpeg_keeps_what_it_is_drawn_from_and_how_it_is_turned() -> None:
    shown = bare(PHOTO, "jpg")
    assert SECRET not in shown
    assert DRAWN + SCAN in shown
    assert shown.endswith(b"\x01\xff\xd9")
    assert bare(shown, "jpg") == shown, "its orientation is read again"
    assert b"Exif\0\0" in shown
    assert b"Exif" not in bare(
        PHOTO.replace(struct.pack(">HHIH", 0x0112, 3, 1, 6), struct.pack(">HHIH", 0x0112, 3, 1, 1)), "jpg"
    )


def test_a_png_and_a_webp_keep_their_pictures() -> None:
    head = b"\x89PNG\r\n\x1a\n"
    drawn = chunk(b"IHDR", b"x" * 13), chunk(b"IDAT", b"data"), chunk(b"IEND")
    told = chunk(b"eXIf", SECRET), chunk(b"tEXt", SECRET), chunk(b"tIME", SECRET)
    assert bare(head + drawn[0] + b"".join(told) + drawn[1] + drawn[2] + SECRET, "png") == head + b"".join(
        drawn
    )
    full = riff((b"VP8X", b"\x0c" + bytes(9)), (b"VP8 ", b"odd"), (b"EXIF", SECRET), (b"XMP ", SECRET))
    assert bare(full + SECRET, "webp") == riff((b"VP8X", bytes(10)), (b"VP8 ", b"odd"))


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff\xe0 a photo", PHOTO[:-60], b"\x89PNG\r\n\x1a\n..", b"RIFF\xff\0\0\0WEBP"]
)
def test_what_cannot_be_told_apart_is_not_shown(data: bytes, kind: str) -> None:
    with pytest.raises(NotBareError):
        bare(data, kind)


@pytest.fixture(params=["photos", "all"])
def city_of(request: pytest.FixtureRequest, strict_city: Catalogue, tmp_path: Path) -> Iterator[str]:
    """The city whose plan lets the public have proof."""
    folder = copy_plan(CITY, tmp_path / "plan")
    change(folder / "datasets" / "task_reports.yaml", "reporting:", f"reporting:\n  proof: {request.param}")
    load_plan(folder, tmp_path / "var", now=datetime(2026, 1, 15))
    configure([folder], Workspace(tmp_path / "var"), date(2026, 11, 23))
    assert database.prepare()
    yield str(request.param)
    configure([CITY], strict_city.workspace, date(2026, 11, 23))
    shutil.rmtree(tmp_path / "var")


def report(*files: Any) -> None:
    """North District says that half of its halls are done, with these files; it is approved and takes effect."""
    clerk = signed_in(member("clerk@city.example", ("contributor", "north-district")))
    for n, file in enumerate(files):
        last = n == len(files) - 1
        said = {"version": str(sent().version) if n else "0", "half.actual": "2026-11-02", "half.file": file}
        assert clerk.post(FORM, {**said, "verb": "submit" if last else "save"}).status_code == 302


def pages() -> tuple[Client, str]:
    from django.test import Client

    client = Client()
    return client, client.get(f"/en/{PLAN}/actions/").content.decode()


def test_photos_are_public_once_the_report_has_taken_effect(city_of: str) -> None:
    report(photo("hall.jpg", PHOTO), photo("minutes.txt", b"the minutes"))
    files = {f.kind: f for f in sent().files.all()}
    at = {kind: f"/en/{PLAN}/proof/{f.pk}" for kind, f in files.items()}
    client, page = pages()
    assert "/proof/" not in page
    assert client.get(at["jpg"]).status_code == 404
    assert decide(reviewer("north-district"), sent()) == 302
    assert decide(office(), sent()) == 302
    assert work()
    client, page = pages()
    assert at["jpg"] in page
    assert files["jpg"].sha256[:16] in page
    answer = client.get(at["jpg"])
    assert answer.status_code == 200
    assert answer.content == bare(PHOTO, "jpg")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (at["txt"] in page) is (city_of == "all")
    listed = client.get(f"/en/{PLAN}/actions.json").json()["proof"]
    first = next(p for p in listed if p["bare"])
    assert (first["action"], first["about"]) == ("market-halls", "half")
    assert first["url"] == at["jpg"]
    assert client.get(at["txt"]).status_code == (200 if city_of == "all" else 404)
    assert client.get(f"{at['jpg']}?as_of=2026-11-01").status_code == 404


def test_without_a_word_of_the_plan_nothing_is_public(city: object) -> None:
    del city
    report(photo("hall.jpg", PHOTO))
    decide(reviewer("north-district"), sent())
    decide(office(), sent())
    work()
    client, page = pages()
    assert "/proof/" not in page
    assert client.get(f"/en/{PLAN}/proof/{sent().files.get().pk}").status_code == 404


def test_proof_of_rows_that_are_not_public_cannot_be(tmp_path: Path) -> None:
    folder = copy_plan(CITY, tmp_path / "plan")
    change(
        folder / "datasets" / "task_reports.yaml",
        "reporting:",
        "confidentiality: internal\nreporting:\n  proof: photos",
    )
    (problem,) = [p for p in check_plan(open_plan(folder)) if p.severity == "error"]
    assert problem.code == "proof-not-public"
    assert "write proof: closed" in problem.message.en
