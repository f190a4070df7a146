"""The open part of the catalogue for assistants that speak the Model Context Protocol (MCP).

A tool asks one of this node's own public addresses, without any token: what an assistant may see, the events of what it took and
the pace of its network are those of everybody who asks without an account, for no other way leads to the data.
Source: Model Context Protocol, specification 2025-11-25 and 2026-07-28.
"""
