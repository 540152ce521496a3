"""Logs a user in and calls every endpoint with Authlib, as it is; README.md says what it shows."""

import html
import json
import os
import re
import time
import uuid
from urllib.parse import urljoin, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

STATE, ISSUER, CA = os.environ["LOCUM_STATE"], os.environ["LOCUM_ISSUER"], os.environ["LOCUM_STATE"] + "/tls/ca.pem"
CALLBACK = "http://127.0.0.1:4711/callback"
TYPE = "urn:ietf:params:oauth:token-type:"
# What a session is told of trust, requests forgets where the environment says something else.
os.environ["REQUESTS_CA_BUNDLE"] = CA
METADATA = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=20).json()


def said(text):
    print("python: " + text, flush=True)


class Browser:
    """A browser without scripts: it keeps cookies and sends forms with their hidden fields."""

    def __init__(self):
        self.session = requests.Session()
        with open(STATE + "/users/ada.password", encoding="utf-8") as file:
            self.user = {"tenant": "alice", "username": "ada", "password": file.read().strip()}

    def authorize(self, url):
        """Logs in and allows what is asked: the URL outside the issuer to which it is sent."""
        page = self.submit(self.send("GET", url), self.user)
        return page if isinstance(page, str) else self.submit(page, {"decision": "allow"})

    def allow_device(self, url, code):
        self.submit(self.send("GET", url), self.user)
        page = self.submit(self.send("GET", url), {"user_code": code})
        assert "may act for you now" in self.submit(page, {"decision": "allow"}).text

    def submit(self, page, fields):
        form = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', page.text, re.S)
        assert form, f"no form on a page of status {page.status_code}"
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2])
        data = {name: html.unescape(value) for name, value in hidden} | fields
        return self.send("POST", urljoin(ISSUER, html.unescape(form[1])), data)

    def send(self, method, url, data=None):
        while True:
            answer = self.session.request(method, url, data=data, allow_redirects=False, timeout=20)
            if "location" not in answer.headers:
                return answer
            method, url, data = "GET", urljoin(ISSUER, answer.headers["location"]), None
            if urlsplit(url).netloc != urlsplit(ISSUER).netloc:
                return url


class IssuerAsAudience(PrivateKeyJWT):
    """RFC 7523bis: a type of its own, the issuer as the only audience, a short life."""

    def sign(self, auth, token_endpoint):
        self.headers = {"typ": "client-authentication+jwt", "kid": auth.client_secret.kid}
        now = int(time.time())
        self.claims = {"aud": ISSUER, "iat": now, "exp": now + 30}
        return super().sign(auth, token_endpoint)


def session(client_id, **options):
    """A session of the public app, or of whoever has a key."""
    method = "none"
    if client_id != "example-app":
        method = "private_key_jwt"
        with open(f"{STATE}/credentials/{client_id}.jwk", encoding="utf-8") as file:
            options["client_secret"] = ECKey.import_key(json.load(file))
    made = OAuth2Session(client_id, token_endpoint_auth_method=method, revocation_endpoint_auth_method=method, **options)
    made.register_client_auth_method(IssuerAsAudience(METADATA["token_endpoint"], alg="ES256"))
    return made


def code_flow(client_id):
    app = session(client_id, redirect_uri=CALLBACK, scope="openid profile work", code_challenge_method="S256")
    verifier, nonce = generate_token(48), generate_token()
    url, state = app.create_authorization_url(METADATA["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
    back = Browser().authorize(url)
    tokens = app.fetch_token(METADATA["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier)
    keys = KeySet.import_key_set(requests.get(METADATA["jwks_uri"], timeout=20).json())
    id_token = jwt.decode(tokens["id_token"], keys, algorithms=METADATA["id_token_signing_alg_values_supported"])
    claims = CodeIDToken(id_token.claims, id_token.header, {"iss": {"value": ISSUER}, "aud": {"value": client_id}},
                         {"nonce": nonce, "client_id": client_id})
    claims.validate()
    assert claims["preferred_username"] == "ada"
    assert app.get(METADATA["userinfo_endpoint"], timeout=20).json()["sub"] == claims["sub"]
    said(f"{client_id}: code, id token and userinfo of {claims['preferred_username']}")
    return app, tokens


def refuses(error, call):
    try:
        call()
    except OAuthError as refusal:
        assert refusal.error == error, refusal.error
        return
    raise AssertionError(f"expected {error}")


app, tokens = code_flow("example-app")
first = tokens["refresh_token"]
fresh = app.refresh_token(METADATA["token_endpoint"], refresh_token=first)
assert fresh["refresh_token"] != first
refuses("invalid_grant", lambda: app.refresh_token(METADATA["token_endpoint"], refresh_token=first))
said("example-app: a refresh token that is shown again is refused")

server, tokens = code_flow("example-server")
assert server.revoke_token(METADATA["revocation_endpoint"], tokens["refresh_token"]).status_code == 200
refuses("invalid_grant",
        lambda: server.refresh_token(METADATA["token_endpoint"], refresh_token=tokens["refresh_token"]))
said("example-server: revoked")

device = requests.post(METADATA["device_authorization_endpoint"], timeout=20,
                       data={"client_id": "example-app", "scope": "openid work"}).json()
Browser().allow_device(device["verification_uri"], device["user_code"])
polling = session("example-app")
tokens = polling.fetch_token(METADATA["token_endpoint"], device_code=device["device_code"],
                             grant_type="urn:ietf:params:oauth:grant-type:device_code")
access = tokens["access_token"]
said("example-app: device flow")

trigger = session("trigger")
service = trigger.fetch_token(METADATA["token_endpoint"], grant_type="client_credentials")
assert service["token_type"] == "Bearer"


def introspect(token, caller=trigger):
    return caller.introspect_token(METADATA["introspection_endpoint"], token).json()


assert introspect(access)["active"] is True
assert introspect("made-up") == {"active": False}
said("trigger: client credentials and introspection")

delegation = trigger.fetch_token(
    METADATA["token_endpoint"], grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token=access, subject_token_type=TYPE + "access_token", requested_token_type=TYPE + "txn_token",
    audience="locum", scope="fleet.reserve",
    request_details=json.dumps({"route": "trip", "idempotency_key": str(uuid.uuid4())}))
assert delegation["issued_token_type"] == TYPE + "txn_token"
# Delegation tokens are for workers: nobody else learns anything of one.
worker = session("alice-worker")
assert introspect(delegation["access_token"], worker)["active"] is True
assert introspect(delegation["access_token"]) == {"active": False}
assert trigger.revoke_token(METADATA["revocation_endpoint"], delegation["access_token"]).status_code == 200
assert introspect(delegation["access_token"], worker) == {"active": False}
said("trigger: exchanged for a delegation, which it revoked")
