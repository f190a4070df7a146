"""A folder of an SFTP server whose host key was told beforehand; a server with another key is not spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

import paramiko

from gongshu.exchange.batches import ANYWHERE, Described
from gongshu.exchange.folders import Files
from gongshu.outside import network, web
from gongshu.outside.failures import Cause, OutsideFailed

_WITHIN: Final = 30.0  # seconds for each answer of the server
_RSA: Final = ("rsa-sha2-512", "rsa-sha2-256")  # how a server proves an RSA key


class _SftpFiles:
    """Files of one folder there."""

    def __init__(self, client: paramiko.SFTPClient, folder: str) -> None:
        self._client, self._folder = client, folder.rstrip("/")

    @contextmanager
    def read(self, name: str) -> Iterator[IO[bytes]]:
        with self._client.open(self._path(name), "rb") as held:
            held.prefetch(max_concurrent_requests=64)  # Else a large file would be asked for all at once.
            yield held

    @contextmanager
    def write(self, name: str) -> Iterator[IO[bytes]]:
        with self._client.open(self._path(name), "wb") as out:
            out.set_pipelined(True)
            yield out

    def rename(self, old: str, new: str) -> None:
        try:
            self._client.posix_rename(self._path(old), self._path(new))
        except OSError:
            # A server without that extension takes no name that is there already.
            self._client.rename(self._path(old), self._path(new))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name


@contextmanager
def sftp_files(described: Described) -> Iterator[Files]:
    """Give the folder of an SFTP server. Raises: OutsideFailed."""
    with _told():
        transport = paramiko.Transport(network.connected(described.host, described.port, ANYWHERE, _WITHIN))
        try:
            _greet(transport, described)
            client = paramiko.SFTPClient.from_transport(transport)
            if client is None:
                raise OutsideFailed(Cause.FORMAT, "对方不提供 SFTP", "the server does not speak SFTP")
            client.get_channel().settimeout(_WITHIN)
            yield _SftpFiles(client, described.folder)
        finally:
            transport.close()


def _greet(transport: paramiko.Transport, described: Described) -> None:
    kind, _, pinned = described.host_key.strip().partition(" ")
    transport.get_security_options().key_types = _RSA if kind == "ssh-rsa" else (kind,)
    transport.start_client(timeout=_WITHIN)
    if transport.get_remote_server_key().get_base64() != pinned.split()[0]:
        raise _other_key()
    if described.key_file:
        transport.auth_publickey(described.user, paramiko.PKey.from_path(described.key_file, passphrase=described.secret.encode() or None))  # fmt: skip
    else:
        transport.auth_password(described.user, described.secret)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the library raises into words that quote nothing of the server's."""
    try:
        yield
    except paramiko.AuthenticationException as problem:
        raise OutsideFailed(Cause.CREDENTIAL, "SFTP 服务器不接受用户名、密码或者密钥", "the SFTP server refuses the user, the password or the key") from problem  # fmt: skip
    except paramiko.ssh_exception.IncompatiblePeer as problem:
        raise _other_key() from problem
    except (paramiko.SSHException, EOFError, TimeoutError) as problem:
        raise OutsideFailed(Cause.BROKEN_OFF, "与 SFTP 服务器的连接中断", "the line to the SFTP server broke off") from problem  # fmt: skip
    except (FileNotFoundError, PermissionError) as problem:
        raise OutsideFailed(Cause.MISSING, "SFTP 服务器上没有该文件夹，或者不能写", "the folder is not on the SFTP server, or cannot be written") from problem  # fmt: skip
    except OSError as problem:
        raise web.unreachable() from problem


def _other_key() -> OutsideFailed:
    return OutsideFailed(
        Cause.FORBIDDEN, "SFTP 服务器的主机密钥与所记的不同", "the SFTP server shows another host key than the one that is kept",
        remedy=("核对是否有人冒充；确属更换时重新 target add", "look whether somebody impersonates it; if it was changed, add the target anew"),
    )  # fmt: skip
