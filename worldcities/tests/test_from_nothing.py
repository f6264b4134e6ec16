"""`deploy/README.md` carried out in an empty folder, with roles and a database of its own, and nginx in front.

Left out is what only root of an empty Debian can do: packages, the system user, systemd, the certificate. In their
place are the packages that run the test, a certificate of its own, and the commands that the units would start.
"""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings
from django.db import connection

from bench.drill import mail_server

pytestmark = pytest.mark.postgres

DEPLOY = settings.BASE_DIR / "deploy"
README = (DEPLOY / "README.md").read_text()
HOST = "portal.example.org"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
LEFT_OUT = (".git", ".venv", "var", "__pycache__", "*.mo", ".env", "*_cache")
# What surrounds a site on Debian (/etc/nginx/nginx.conf), in a folder of its own.
AROUND = """
daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fast;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/site.conf;
}}
"""


def blocks(user):
    """What a user types, in order."""
    return "".join(re.findall(rf"^```sh {user}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Machine:
    """The folder in the place of `/srv`, with names and ports of its own."""

    def __init__(self, folder, mail_port):
        self.folder, self.name = folder, f"nothing_{os.getpid()}"
        self.web, self.plain, self.secure = (free_port() for _port in range(3))
        server = connection.settings_dict
        reached = {"PGHOST": server["HOST"], "PGPORT": server["PORT"], "PGPASSWORD": server["PASSWORD"]}
        self.server = {name: str(value) for name, value in reached.items() if value}
        self.superuser = {"PGUSER": server["USER"] or os.environ.get("PGUSER", "")}
        self.mails = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(mail_port), "MAIL_TLS": "false", "MAIL_USER": ""}

    def placed(self, text):
        """The words of the documents with the places, names and ports of this machine."""
        for there, here in {
            "/srv/portal-documents": f"{self.folder}/documents",
            "/srv/": f"{self.folder}/",
            "createuser portal_owner --pwprompt": f"createuser {self.name}_owner",
            "createuser portal": f"createuser {self.name}",
            "createdb portal --owner portal_owner": f"createdb {self.name} --owner {self.name}_owner",
            'read -rsp "Password of portal_owner: " PGPASSWORD': "PGPASSWORD=${PGPASSWORD-}",
            "postgres://portal_owner@127.0.0.1/portal": f"postgres://{self.name}_owner@/{self.name}",
            "grant_portal portal": f"grant_portal {self.name}",
            "unset PGPASSWORD DATABASE_URL": "unset DATABASE_URL",
            "postgres:///portal": f"postgres:///{self.name}",
            "127.0.0.1:8000": f"127.0.0.1:{self.web}",
        }.items():
            text = text.replace(there, here)
        return text

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PGHOST", "TMPDIR") if name in os.environ}
        return kept | self.server | self.mails | {"PGUSER": self.name} | more

    def do(self, script, **more):
        """What bash says of the lines, each of which must end well."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail"],
            input=self.placed(script),
            env=self.environment(**more),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def unit(self, name):
        """The command and the environment of a unit, as systemd would start it."""
        template, _at, instance = name.partition("@")
        text = (DEPLOY / "systemd" / f"{template}{'@' if instance else ''}.service").read_text()
        command = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)[1].replace("%i", instance)
        said = dict(re.findall(r"^Environment=(DJANGO\w+)=(.*)$", text, re.MULTILINE))
        return self.placed(command).split(), self.environment(**said)

    @contextmanager
    def running(self, command, environment=None):
        portal = self.folder / "portal"
        with subprocess.Popen(command, cwd=portal, env=environment, stderr=subprocess.DEVNULL) as process:
            try:
                yield
            finally:
                process.terminate()

    def site(self):
        """The site of `deploy/nginx.conf`, behind ports that need no root, with a certificate of its own."""
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
        named = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
        subprocess.run([*made, *named], check=True, capture_output=True)
        text = self.placed((DEPLOY / "nginx.conf").read_text())
        for there, here in {
            r"listen \[::\].*": "",
            r"listen 80;": f"listen 127.0.0.1:{self.plain};",
            r"listen 443 ssl;": f"listen 127.0.0.1:{self.secure} ssl;",
            r"/etc/letsencrypt/\S+fullchain.pem": str(certificate),
            r"/etc/letsencrypt/\S+privkey.pem": str(key),
            r"/var/log/nginx/": f"{self.folder}/",
        }.items():
            text, count = re.subn(there, here, text)
            assert count, there
        (self.folder / "site.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder, user=user))
        return [NGINX, "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", self.folder / "nginx.log"]

    def answer(self, path):
        """What the web server answers over HTTPS, once it does."""
        trusted = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        for _again in range(100):
            try:
                asked = http.client.HTTPSConnection(HOST, self.secure)
                plain = socket.create_connection(("127.0.0.1", self.secure), timeout=60)
                asked.sock = trusted.wrap_socket(plain, server_hostname=HOST)
                asked.request("GET", path)
                answer = asked.getresponse()
                if answer.status != http.client.BAD_GATEWAY:
                    return answer.status, answer.read().decode()
            except ConnectionRefusedError:
                pass
            time.sleep(0.1)
        raise TimeoutError(path)


@pytest.fixture
def machine(tmp_path):
    with mail_server() as mails:
        made = Machine(tmp_path, mails.server_address[1])
        for name in ("documents", "backups"):
            (tmp_path / name).mkdir(mode=0o700)
        try:
            yield made
        finally:
            made.do(f"dropdb --if-exists --force {made.name}", **made.superuser)
            made.do(f"dropuser --if-exists {made.name}; dropuser --if-exists {made.name}_owner", **made.superuser)


def test_the_steps_lead_from_an_empty_folder_to_a_portal_that_is_well(machine):
    portal = machine.folder / "portal"
    machine.do(blocks("postgres"), **machine.superuser)
    shutil.copytree(settings.BASE_DIR, portal, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (portal / ".venv").symlink_to(sys.prefix)
    steps, well = blocks("portal").rsplit("\n", 2)[0] + "\n", blocks("portal").splitlines()[-1]
    asked = "manage.py createsuperuser"
    assert steps.count(asked) == 1
    answered = steps.replace(asked, f"{asked} --noinput --email first@example.org")
    machine.do(answered, DJANGO_SUPERUSER_PASSWORD="of-twelve-letters-or-more")
    assert (portal / ".env").stat().st_mode & 0o077 == 0
    machine.do(f"! psql {machine.name} --quiet --command 'DELETE FROM core_auditentry'")

    enabled = re.search(r"^systemctl enable --now (.*)$", blocks("root"), re.MULTILINE)[1].split()
    once = re.search(r"^systemctl start (.*)$", blocks("root"), re.MULTILINE)[1].split()
    clocks = [name for name in enabled if name.endswith(".timer")]
    assert {f"{name}.timer" for name in ("portal-hourly", "portal-daily", "portal-backup")} == set(clocks)
    with ExitStack() as started:
        for name in enabled:
            if name not in clocks:
                started.enter_context(machine.running(*machine.unit(name)))
        started.enter_context(machine.running(machine.site()))
        for name in once:
            command, environment = machine.unit(name)
            subprocess.run(command, cwd=portal, env=environment, check=True, capture_output=True)
        said = machine.do(f"cd {portal}\nexport DJANGO_SETTINGS_MODULE=worldcities.settings.prod\n{well}")
        assert [line.split()[0] for line in said.splitlines()] == ["well"] * 9, said
        assert machine.answer("/readyz") == (200, "ready")
        status, page = machine.answer("/accounts/login/")
        assert status == 200
        assert machine.answer(re.search(r'href="(/static/css/portal\.\w+\.css)"', page)[1])[0] == 200
    assert len(list((machine.folder / "backups").glob("portal-*.tar"))) == 1
