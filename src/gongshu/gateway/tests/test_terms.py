"""Data that leaves under a grant says where its purpose and limits stand."""

from __future__ import annotations


def test_rows_and_files_lead_to_the_terms_of_their_grant(stage, grant, get):
    token = stage.token(grant)
    wanted = f'</grants/{grant.number}>; rel="terms-of-service"'
    for path in (f"{grant.entry}/U00003", f"{grant.entry}?limit=1", f"{grant.entry}/download?format=csv"):
        assert get(path, token).headers["link"] == wanted, path
