"""Draws that anybody can check: a pure function of a frozen register, public randomness and sizes."""

from qualicity.methods.sampling.draw.beacon import (
    moment,
    named_round,
    randomness_of,
    round_at,
    round_time,
    stamp,
)
from qualicity.methods.sampling.draw.canonical import Register, freeze
from qualicity.methods.sampling.draw.derive import Asked, Drawn, derive, draw
from qualicity.methods.sampling.draw.files import (
    read_conflicts,
    read_exclusions,
    read_register,
    read_sizes,
    read_table,
)
from qualicity.methods.sampling.draw.receipt import (
    COMMITMENT,
    FIXED,
    RECEIPT,
    Request,
    document_sha256,
    make_commitment,
    make_receipt,
    read_document,
    too_late,
    written,
)
from qualicity.methods.sampling.draw.registered import METHODS
from qualicity.methods.sampling.draw.streams import canonical_randomness, doubts, rfc3797, rfc3797_key
from qualicity.methods.sampling.draw.verify import Check, against_commitment, beside, verdict, verify

__all__ = [
    "COMMITMENT",
    "FIXED",
    "METHODS",
    "RECEIPT",
    "Asked",
    "Check",
    "Drawn",
    "Register",
    "Request",
    "against_commitment",
    "beside",
    "canonical_randomness",
    "derive",
    "document_sha256",
    "doubts",
    "draw",
    "freeze",
    "make_commitment",
    "make_receipt",
    "moment",
    "named_round",
    "randomness_of",
    "read_conflicts",
    "read_document",
    "read_exclusions",
    "read_register",
    "read_sizes",
    "read_table",
    "rfc3797",
    "rfc3797_key",
    "round_at",
    "round_time",
    "stamp",
    "too_late",
    "verdict",
    "verify",
    "written",
]
