"""What a portal may have beside it, started for a test and ended with it: Redis, PgBouncer, an S3-compatible store."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import boto3

BUCKET = "documents"
# As whichever role the server takes: a pooler knows the portal by its own list, which tests do without.
POOLER = """
[databases]
* = {server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
"""


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    assert found, f"{name} is not installed"
    return found


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return free.getsockname()[1]


@contextmanager
def served(port, *words):
    """A process that listens; killed in the end, since it keeps nothing."""
    process = subprocess.Popen([*map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _again in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                assert process.poll() is None, words
                time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def redis_server(folder):
    """Its address and its process."""
    port = free_port()
    words = ["--bind", "127.0.0.1", "--port", port, "--save", "", "--dir", folder]
    with served(port, program("redis-server"), *words) as process:
        yield f"redis://127.0.0.1:{port}", process


@contextmanager
def pooler(folder, url):
    """The address of a database behind PgBouncer, which hands out connections by the transaction."""
    port, setting, there = free_port(), folder / "pgbouncer.ini", urlsplit(url)
    known = {"host": there.hostname, "port": there.port, "user": there.username, "password": there.password}
    for name in ("host", "port", "user", "password"):
        known[name] = known[name] or os.environ.get(f"PG{name.upper()}", "")
    setting.write_text(POOLER.format(port=port, server=" ".join(f"{k}={v}" for k, v in known.items() if v)))
    setting.chmod(0o644)
    other = ["--user", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    with served(port, program("pgbouncer"), *other, setting):
        yield f"postgres://127.0.0.1:{port}{there.path}?disable_server_side_cursors=true"


KIND = {"Content-Type": "text/plain"}  # else it reads a form
RIGHTS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def only_by_key(address, *, holds=True):
    """Let the store refuse whoever has no key, or let everybody in."""
    asked = urllib.request.Request(f"{address}/moto-api/reset-auth", b"0" if holds else b"inf", KIND)
    urllib.request.urlopen(asked).close()


@contextmanager
def store():
    """A store that refuses whoever has no key, with an empty bucket: the settings of the portal, and what asks it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    where = {"endpoint_url": address, "region_name": "us-east-1"}
    with served(port, sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", port):
        people = boto3.client("iam", aws_access_key_id="x", aws_secret_access_key="x", **where)
        people.create_user(UserName="portal")
        people.put_user_policy(UserName="portal", PolicyName="files", PolicyDocument=json.dumps(RIGHTS))
        key = people.create_access_key(UserName="portal")["AccessKey"]
        given = {"S3_ACCESS_KEY": key["AccessKeyId"], "S3_SECRET_KEY": key["SecretAccessKey"]}
        keys = {"aws_access_key_id": given["S3_ACCESS_KEY"], "aws_secret_access_key": given["S3_SECRET_KEY"]}
        client = boto3.client("s3", **keys, **where)
        only_by_key(address)
        client.create_bucket(Bucket=BUCKET)
        yield given | {"S3_ENDPOINT": address, "S3_BUCKET": BUCKET}, client
