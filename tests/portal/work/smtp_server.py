"""A mail server that speaks SMTP (RFC 5321) over a socket, keeps what it is given, and fails when it is told to."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Kept:
    """What a server was given; `refusing` says which answer it gives instead of taking a letter."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refusing: str = ""


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        kept: Kept = self.server.kept  # type: ignore[attr-defined]
        self._say("220 ready")
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "EHLO":
                self._say("250-test", "250-AUTH PLAIN", "250 8BITMIME")
            elif verb == "AUTH":
                kept.logins.append(base64.b64decode(line.split(" ")[2]).decode().replace("\0", " ").strip())
                self._say("235 ok")
            elif verb == "MAIL" and kept.refusing:
                self._say(kept.refusing)
            elif verb == "RCPT":
                to.append(line.split("<")[1].split(">")[0])
                self._say("250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                kept.letters.append(self._letter())
                kept.to.append(to)
                to = []
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server() -> Iterator[Kept]:
    """A server on a port that was free."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        kept = Kept(server.server_address[1])
        server.kept = kept  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()
