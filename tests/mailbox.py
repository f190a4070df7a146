"""A real SMTP server in a process of its own, and what has come in there."""

from __future__ import annotations

import email
import email.policy
import socket
import subprocess
import sys
import time
from dataclasses import replace

import pytest


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def mailbox(tmp_path, node, settings):
    """Start a server that keeps what it takes; the fixture returns what has come in, parsed."""
    box, port = tmp_path / "mailbox", free_port()
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Mailbox",
        str(box),
    ]
    server = subprocess.Popen(command)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert server.poll() is None, "the mail server did not start"
            time.sleep(0.05)
    settings.GONGSHU = replace(settings.GONGSHU, mail=f"smtp://127.0.0.1:{port}")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

    def read():
        files = sorted((box / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]

    yield read
    server.terminate()
    server.wait()
