"""Files that are sent as proof (佐证材料): what they are by their content, and where their bytes are kept.

Bytes lie in the workspace by their SHA-256, outside of anything that is served, written whole or not at all.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import unicodedata
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from qualicity.errors import Text, UsageError
from qualicity.workspace import Workspace

MOST_BYTES = 20 * 2**20
MOST_FILES = 20
"""So many files go with one submission."""
SCAN = "QUALICITY_SCAN"
"""A command that looks for viruses: it gets the file's path, and ends with 0 (clean) or 1 (infected), as clamdscan does."""
SCAN_SECONDS = 300
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""The kinds of files that are taken, with their media types."""
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_LONGEST_NAME = 120
Verdict: TypeAlias = Literal["clean", "infected", "not scanned"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that may be kept: its bytes, its safe name and its kind."""

    data: bytes
    name: str
    kind: str

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return sha256(self.data).hexdigest()


def taken(data: bytes, name: str) -> Taken:
    """A file as it may be kept, with a name that is safe and says what it is.

    Errors: `UsageError` for one that is empty, too large, or of a kind that is not taken, whatever its name says.
    """
    if not data:
        raise UsageError(Text("The file is empty.", "文件为空。"))
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise UsageError(
            Text(
                f"The file is larger than {most} MB: send a smaller one.",
                f"文件超过{most} MB，请压缩后上传。",
            )
        )
    kind = kind_of(data, name)
    if kind is None:
        raise UsageError(
            Text(
                f"“{safe_name(name, '')}” is not a file of these kinds: {', '.join(TYPES)}.",
                f"“{safe_name(name, '')}”不属于可上传的类型：{'、'.join(TYPES)}。",
            )
        )
    return Taken(data, safe_name(name, kind), kind)


def kind_of(data: bytes, name: str) -> str | None:
    """What a file is by its content, None where that is nothing that is taken; only of text the name tells which."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    end = PurePosixPath(name.lower()).suffix.lstrip(".")
    return end if end in ("csv", "txt") and _is_text(data) else None


def _office(data: bytes) -> str | None:
    """A document or workbook without macros."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any(n.lower().endswith("vbaproject.bin") for n in names):
        return None
    found = [kind for part, kind in _PARTS.items() if part in names]
    return found[0] if len(found) == 1 else None


def _is_text(data: bytes) -> bool:
    if b"\0" in data:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            said = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(c in "\n\r\t\f" or unicodedata.category(c) != "Cc" for c in said)
    return False


def safe_name(name: str, kind: str) -> str:
    """A name without folders, signs that programs take for something else, and direction marks; it ends as its kind does."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c if unicodedata.category(c)[0] in "LN" or c in " -_.()（）" else "_" for c in last)
    stem = re.sub(r"[\s_]+", "_", kept.strip(" ."))
    if kind:
        stem = re.sub(rf"(?i)\.({'|'.join((*TYPES, 'jpeg'))})$", "", stem)
    stem = stem.replace("..", ".")[:_LONGEST_NAME].strip("._ ") or "file"
    return f"{stem}.{kind}" if kind else stem


def place(workspace: Workspace, digest: str) -> Path:
    """Where the bytes of a file lie."""
    return workspace.root / "files" / digest[:2] / digest


def keep(workspace: Workspace, file: Taken) -> Path:
    """Write a file's bytes, whole or not at all; the same bytes twice lie there once."""
    there = place(workspace, file.digest)
    if there.is_file() and there.stat().st_size == len(file.data):
        return there
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = there.with_name(f".{file.digest}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(file.data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(there)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(there.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return there


def read(workspace: Workspace, digest: str) -> bytes:
    """The bytes of a file, as they were sent.

    Errors: `UsageError` where they are gone or changed.
    """
    try:
        data = place(workspace, digest).read_bytes()
    except OSError:
        data = b""
    if sha256(data).hexdigest() != digest:
        raise UsageError(
            Text(
                "The file is gone from the workspace, or was changed there: ask the administrator.",
                "该文件已不在工作区，或已被改动：请联系管理员。",
            )
        )
    return data


def scans() -> bool:
    """Whether files are held back until they were looked through."""
    return bool(os.environ.get(SCAN, "").strip())


def scan(file: Path) -> Verdict:
    """Have a file looked through.

    Errors: `OSError` or `RuntimeError` where the command cannot say: it is asked again later.
    """
    command = shlex.split(os.environ.get(SCAN, ""))
    if not command:
        return "not scanned"
    done = subprocess.run(
        [*command, str(file)],
        capture_output=True,
        timeout=SCAN_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode in (0, 1):
        return "clean" if done.returncode == 0 else "infected"
    raise RuntimeError(f"{SCAN}: ended with {done.returncode}")


def received(sent: Any) -> Taken:
    """A file as a form brought it; one that is too large is not read.

    Errors: those of `taken`.
    """
    if (sent.size or 0) > MOST_BYTES:
        return taken(b"\0" * (MOST_BYTES + 1), sent.name)
    return taken(sent.read(), sent.name or "file")
