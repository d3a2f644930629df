"""Signing in with the account of one's office, at a real small provider of OpenID Connect: only who is invited gets in."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from people_fixtures import PLAN, code, member

from qualicity.errors import UsageError
from qualicity.portal.accounts import SSO, single_sign_on

if TYPE_CHECKING:
    from django.test import Client

    from qualicity.portal.catalogue import Catalogue

WHO = "rui@city.example"
LOGIN = "/en/account/sso/office/login/"


class Provider(ThreadingHTTPServer):
    """Speaks discovery, authorisation, token (with PKCE), keys and userinfo; says of everybody what `claims` say."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorise",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
        }

    def keys(self) -> dict[str, Any]:
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [told | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, said: dict[str, str]) -> dict[str, Any] | None:
        asked = self.asked.pop(said.get("code", ""), None)
        challenge = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        if asked is None or asked["code_challenge"] != base64.urlsafe_b64encode(challenge).decode().rstrip(
            "="
        ):
            return None
        claims = {
            "iss": self.url,
            "aud": "qualicity",
            "iat": 1_700_000_000,
            "exp": 4_000_000_000,
            **self.claims,
        }
        signed = jwt.encode(claims, self.key, "RS256", {"kid": "one"})
        return {"access_token": "it", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def agree(self, url: str) -> str:
        """What a person does there: agree; gives the query that leads back."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        self.asked["a-code"] = asked
        return urlencode({"code": "a-code", "state": asked["state"]})


class Answering(BaseHTTPRequestHandler):
    """One request."""

    server: Provider

    def do_GET(self) -> None:
        answers = {
            "/.well-known/openid-configuration": self.server.discovery,
            "/keys": self.server.keys,
            "/userinfo": lambda: self.server.claims,
        }
        self.answer(answers[urlsplit(self.path).path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(self.server.token({k: v[0] for k, v in parse_qs(body).items()}))

    def answer(self, said: dict[str, Any] | None) -> None:
        body = json.dumps(said or {"error": "invalid_grant"}).encode()
        self.send_response(200 if said else 400)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def provider(strict_city: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The provider, and a portal that is told of it by a file."""
    del strict_city
    from django.test import override_settings

    file = tmp_path / "sso.json"
    with Provider() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        said = {"name": "City account", "server": server.url, "client_id": "qualicity", "client_secret": "s"}
        file.write_text(json.dumps(said), "utf-8")
        monkeypatch.setenv(SSO, str(file))
        with override_settings(**single_sign_on()):
            yield server
        server.shutdown()


def come(provider: Provider, **claims: Any) -> tuple[Client, str]:
    """Sign in there; gives the browser and where it is led."""
    from django.test import Client

    provider.claims = {"sub": "17", "email": WHO, "email_verified": True, **claims}
    reader = Client()
    assert "City account" in reader.get("/en/account/login/").content.decode()
    back = provider.agree(reader.get(LOGIN)["Location"])
    return reader, reader.get(f"{LOGIN}callback/?{back}")["Location"]


def test_who_has_an_account_gets_in_and_the_next_time_too(provider: Provider) -> None:
    member(WHO, ("contributor", "north-district"), factor=False)
    for _ in range(2):
        reader, led = come(provider)
        assert led == "/en/work/"
        assert reader.get(f"/en/work/{PLAN}/").status_code == 200


def test_the_second_factor_is_asked_for_here_as_well(provider: Provider) -> None:
    member(WHO, ("reviewer", "north-district"))
    reader, led = come(provider)
    assert led == "/en/account/second-factor/authenticate/"
    assert reader.get(f"/en/work/{PLAN}/").status_code == 302
    assert reader.post(led, {"code": code()})["Location"] == "/en/work/"


@pytest.mark.parametrize(
    "claims", [{"email": "stranger@city.example"}, {"email_verified": False}, {"email": None}], ids=str
)
def test_who_is_not_invited_or_not_proved_stays_outside(provider: Provider, claims: dict[str, Any]) -> None:
    from allauth.socialaccount.models import SocialAccount
    from django.contrib.auth import get_user_model

    member(WHO, ("contributor", "north-district"), factor=False)
    reader, led = come(provider, **claims)
    assert led == "/en/account/login/"
    assert "invitation" in reader.get(led).content.decode()
    assert reader.get(f"/en/work/{PLAN}/").status_code == 302
    assert get_user_model()._default_manager.count() == 1
    assert not SocialAccount.objects.exists()


def test_who_was_deactivated_stays_outside_also_when_known_before(provider: Provider) -> None:
    user = member(WHO, ("contributor", "north-district"), factor=False)
    come(provider)
    user.is_active = False
    user.save()
    reader, led = come(provider)
    assert led == "/en/account/inactive/"
    assert reader.get(f"/en/work/{PLAN}/").status_code == 302


def test_a_demo_account_does_not_come_this_way(provider: Provider) -> None:
    member("clerk@demo.invalid", ("contributor", "north-district"), factor=False)
    reader, led = come(provider, email="clerk@demo.invalid")
    assert led == "/en/account/inactive/"
    assert reader.get(f"/en/work/{PLAN}/").status_code == 302


def test_what_another_browser_began_is_not_finished_here(provider: Provider) -> None:
    from django.test import Client

    member(WHO, ("contributor", "north-district"), factor=False)
    provider.claims = {"sub": "17", "email": WHO, "email_verified": True}
    back = provider.agree(Client().get(LOGIN)["Location"])
    victim = Client()
    victim.get(f"{LOGIN}callback/?{back}")
    assert victim.get(f"/en/work/{PLAN}/").status_code == 302


@pytest.mark.parametrize(
    "said",
    ["no json", "{}", '{"name": "x", "client_id": "y", "client_secret": "z", "server": "http://a.example"}'],
)
def test_a_file_that_lacks_something_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    (tmp_path / "sso.json").write_text(said, "utf-8")
    monkeypatch.setenv(SSO, str(tmp_path / "sso.json"))
    with pytest.raises(UsageError):
        single_sign_on()
