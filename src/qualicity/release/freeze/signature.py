"""Signatures of lock files: Ed25519 over the file's bytes, in `NAME.lock.json.sig` beside it, as base64."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import TYPE_CHECKING

from qualicity.errors import Text, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SUFFIX = ".sig"


def read_private(key: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file without a password (`openssl genpkey -algorithm ed25519`).

    Errors: `UsageError` for any other file.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(key, error) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise _unreadable(key, "not an Ed25519 key")
    return found


def read_public(key: Path) -> Ed25519PublicKey:
    """The public key in a PEM file (`openssl pkey -in key.pem -pubout`).

    Errors: `UsageError` for any other file.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        found = load_pem_public_key(key.read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable(key, error) from error
    if not isinstance(found, Ed25519PublicKey):
        raise _unreadable(key, "not an Ed25519 key")
    return found


def _unreadable(key: Path, why: object) -> UsageError:
    return UsageError(
        Text(f"{key}: no key in PEM that can be read: {why}", f"{key}：无法读取 PEM 密钥：{why}")
    )


def sign(file: Path, key: Ed25519PrivateKey) -> Path:
    """Sign a lock file; returns the signature's file."""
    place = file.with_name(file.name + SUFFIX)
    place.write_bytes(base64.b64encode(key.sign(file.read_bytes())) + b"\n")
    return place


def unsigned(file: Path, key: Ed25519PublicKey) -> Text | None:
    """Why a lock file is not signed by that key; None where it is."""
    from cryptography.exceptions import InvalidSignature

    place = file.with_name(file.name + SUFFIX)
    if not place.is_file():
        return Text(f"there is no signature {place.name}", f"没有签名文件 {place.name}")
    try:
        key.verify(base64.b64decode(place.read_bytes(), validate=False), file.read_bytes())
    except (InvalidSignature, binascii.Error):
        return Text("the signature is not one of this key over this file", "签名与该密钥及文件不符")
    return None
