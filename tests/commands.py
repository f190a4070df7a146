"""The `gongshu` command over one node, run in processes forked from one that has loaded the program: `python -m tests.commands`.

To load it takes longer than what most commands then do. Each command still has a process, arguments, output and exit code of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Starter:
    """Runs commands over the node that GONGSHU_NODE of the environment names, one after the other."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        line = [sys.executable, "-m", "tests.commands"]
        root = Path(__file__).resolve().parent.parent
        self.process = subprocess.Popen(
            line, env=dict(environment), cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, *words: str) -> Done:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(Path.cwd()), *words]) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        assert said, "what starts the commands has ended; its errors stand above"
        return Done(*json.loads(said))

    def close(self) -> None:
        self.process.communicate()


def main() -> None:
    """Read lines of [folder, word …], run each as a command and say [exit code, output, errors]."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshu.site.settings")
    import django

    from gongshu.cli.main import main as command

    django.setup()
    for line in sys.stdin:
        folder, *words = json.loads(line)
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            started = os.fork()
            if started == 0:
                os.chdir(folder)
                _ended(command, words, output, errors)
            _, status = os.waitpid(started, 0)
            output.seek(0)
            errors.seek(0)
            print(json.dumps([os.waitstatus_to_exitcode(status), output.read(), errors.read()]), flush=True)


def _ended(command, words: list[str], output: IO[str], errors: IO[str]) -> None:  # type: ignore[no-untyped-def]
    """Be the command: its output and errors go into the files, and the process ends as it would."""
    import traceback

    os.dup2(output.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    code = 1
    try:
        command(words)
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
