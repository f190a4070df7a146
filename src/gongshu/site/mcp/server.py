"""The server: what it says of itself, and how a call of a tool becomes a question and its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from typing import Any, Final

import mcp_types as types
from jsonschema import Draft202012Validator
from mcp.server import Server
from mcp.server.context import ServerRequestContext

from gongshu.site.mcp.asking import Node
from gongshu.site.mcp.tools import TOOLS, Tool, Unanswerable

INSTRUCTIONS: Final = (
    "The public data of one Chinese city or province, as its data authority publishes it. Search the catalogue, describe a data set before you query it, "
    "and cite the data sets that you answer from. Only what is open to everybody is here; data sets that are opened on conditions can be described, and their rows take "
    "an application on the page of the data set. 这里只有向社会公开的部分。"
)
Context = ServerRequestContext[Any, Any]
Opened = Callable[[Context], AbstractAsyncContextManager[Node]]


def server(opened: Opened) -> Server[Any]:
    """Return the server; `opened` gives the node that a request asks."""

    async def listed(_context: Context, _given: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_shown(tool) for tool in TOOLS.values()])

    async def called(context: Context, given: types.CallToolRequestParams) -> types.CallToolResult:
        tool = TOOLS.get(given.name)
        if tool is None:
            return _refused(f"there is no tool {given.name!r}; there are {', '.join(TOOLS)}")
        arguments = given.arguments or {}
        if unfit := _unfit(tool, arguments):
            return _refused(unfit)
        try:
            question = tool.question(arguments)
        except Unanswerable as problem:
            return _refused(str(problem))
        async with opened(context) as node:
            return _answered(*await node.ask(question, _language(context)))

    return Server(
        "gongshu", version=version("gongshu"), title="公数 Gongshu", instructions=INSTRUCTIONS, on_list_tools=listed, on_call_tool=called
    )  # fmt: skip


def _shown(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(title=tool.title, read_only_hint=True, open_world_hint=False)
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.description, input_schema=tool.schema, annotations=hints
    )


def _unfit(tool: Tool, arguments: dict[str, Any]) -> str:
    """Say everything that is wrong with the arguments at once, each with its place; empty where nothing is."""
    found = sorted(Draft202012Validator(tool.schema).iter_errors(arguments), key=lambda each: list(map(str, each.path)))
    return "; ".join(f"{'.'.join(map(str, each.absolute_path)) or tool.name}: {each.message}" for each in found)


def _language(context: Context) -> str:
    headers = getattr(context.request, "headers", None)
    return str(headers.get("accept-language", "zh")) if headers is not None else "zh"


def _answered(status: int, text: str) -> types.CallToolResult:
    try:
        said = json.loads(text)
    except ValueError:
        return _refused(f"{status}: {text[:400]}")
    error = said.get("error") if isinstance(said, dict) else None
    if status >= 400 or not isinstance(said, dict):
        told = error if isinstance(error, dict) else {"what": text[:400]}
        parts = [str(told.get(name) or "") for name in ("what", "article", "remedy", "shown")]
        return _refused(f"{status}: {'; '.join(part for part in parts if part)}")
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=said)


def _refused(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=why)], is_error=True)
