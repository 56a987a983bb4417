# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of the API: plain HTML from the OpenAPI description, no script, nothing fetched."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from litestar.openapi.plugins import OpenAPIRenderPlugin

if TYPE_CHECKING:
    from litestar import Request

_HEAD = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/console/style.css"></head>
<body><main><h1>{title}</h1><p>{about}</p>
<p><a href="/schema/openapi.json">Description OpenAPI (JSON)</a></p>
<div class="wide" role="region" tabindex="0" aria-label="Adresses">
<table><caption class="hidden">Adresses</caption><thead><tr><th scope="col">Méthode</th>
<th scope="col">Adresse</th><th scope="col">Rôle</th></tr></thead><tbody>
"""


class PlainPagePlugin(OpenAPIRenderPlugin):
    """Lists the operations; the JSON beside it is for programs."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - Litestar's signature
        """Return the page."""
        told = openapi_schema["info"]
        page = [_HEAD.format(title=escape(told["title"]), about=escape(told["description"]))]
        for path, methods in sorted(openapi_schema["paths"].items()):
            for method, operation in methods.items():
                summary = escape(operation.get("summary", ""))
                about = escape(operation.get("description", ""))
                page.append(
                    f"<tr><td>{method.upper()}</td><td><code>{escape(path)}</code></td>"
                    f"<td>{summary}<br><small>{about}</small></td></tr>\n"
                )
        page.append("</tbody></table></div></main></body></html>\n")
        return "".join(page).encode("utf-8")
