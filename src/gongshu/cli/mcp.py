"""gongshu mcp: the open part of the catalogue for assistants that speak the Model Context Protocol."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshu.cli import session as sessions
from gongshu.cli.failures import WrongValue

HOST = "127.0.0.1"


def mcp(
    address: Annotated[
        str,
        typer.Option(
            help="Ask the node that serves here, such as https://data.example.gov.cn; without it, the node of --node."
        ),
    ] = "",
) -> None:
    """Serve one assistant over standard input and output: search, describe, query, cite; what everybody may see and nothing else."""
    if address and not address.startswith(("http://", "https://")):
        raise WrongValue(
            f"{address!r} is no address; write it like https://data.example.gov.cn",
            f"“{address}”不是网址，请写成 https://data.example.gov.cn",
            "--address",
        )
    if not address:
        sessions.set_up()
        sessions.require_tables()
    import anyio

    from gongshu.site.mcp import asking, serving

    if address:
        anyio.run(serving.over_streams, lambda: asking.elsewhere(address))
        return
    from gongshu.site.asgi import application

    anyio.run(serving.over_streams, lambda: asking.within(application, host=HOST, caller=HOST))
