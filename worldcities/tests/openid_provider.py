"""A small OpenID provider on a port of this machine: discovery, authorisation, token, keys and userinfo."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from worldcities.settings.base import SOCIALACCOUNT_PROVIDERS
from worldcities.tests import openid_urls

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _number in range(2))
CLIENT = ("world-cities", "a-secret-of-the-client")


def settings_for(url):
    """Those of a portal into which the service at an address signs people."""
    app = {"provider_id": "openid", "name": "EU Login", "client_id": CLIENT[0], "secret": CLIENT[1]}
    apps = [app | {"settings": {"server_url": url}}]
    return {
        "OIDC_NAME": "EU Login",
        "ROOT_URLCONF": openid_urls.__name__,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {**SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": apps}},
    }


class Provider(ThreadingHTTPServer):
    """Signs in whoever `person` is, without asking. `spoil` changes the claims of its token, `key` signs it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = self.published = KEY
        self.algorithm = "RS256"
        self.person = {}
        self.spoil = {}
        self.userinfo = {}
        self.is_down = self.has_no_token = self.refuses = False
        self.codes, self.tokens, self.asked = {}, {}, []

    def token_for(self, person):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT[0], "iat": now, "exp": now + 300, **person, **self.spoil}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "first"})

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()
        return self

    def __exit__(self, *_fault):
        self.shutdown()
        self.server_close()


class Answer(BaseHTTPRequestHandler):
    """What the provider answers to one request."""

    server: Provider

    def log_message(self, *_line):
        """Quietly."""

    def do_GET(self):
        self.server.asked.append(self.path.partition("?")[0])
        if self.server.is_down:
            return self._say({"error": "server_error"}, 503)
        return {
            "/.well-known/openid-configuration": self._discovery,
            "/authorize": self._authorise,
            "/keys": self._keys,
            "/userinfo": self._userinfo,
        }[self.path.partition("?")[0]]()

    def do_POST(self):
        """The token, for a code that is used once, to the client that asked and has the word behind its hash."""
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        told = {name: values[0] for name, values in sent.items()}
        asked = self.server.codes.pop(told.get("code"), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(told.get("code_verifier", "").encode()).digest()).decode()
        known = (told.get("client_id"), told.get("client_secret")) == CLIENT
        if not (asked and known and told["redirect_uri"] == asked["redirect_uri"]):
            return self._say({"error": "invalid_grant"}, 400)
        if proof.rstrip("=") != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return self._say({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe()
        self.server.tokens[access] = asked["person"]
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        if not self.server.has_no_token:
            answer["id_token"] = self.server.token_for(asked["person"])
        return self._say(answer)

    def _discovery(self):
        url = self.server.url
        self._say(
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "jwks_uri": f"{url}/keys",
                "userinfo_endpoint": f"{url}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def _authorise(self):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        if self.server.refuses:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self.server.codes[code] = asked | {"person": dict(self.server.person)}
            answer = {"code": code, "state": asked["state"]}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def _keys(self):
        key = json.loads(RSAAlgorithm.to_jwk(self.server.published.public_key()))
        self._say({"keys": [key | {"kid": "first", "use": "sig", "alg": "RS256"}]})

    def _userinfo(self):
        person = self.server.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if person is None:
            return self._say({"error": "invalid_token"}, 401)
        return self._say(person | self.server.userinfo)

    def _say(self, answer, status=200):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
