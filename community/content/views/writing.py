"""Long texts in forms: written in the editor, or as Markdown where no script runs."""

from __future__ import annotations

from typing import Any, Protocol

from community import richtext


class Writing(Protocol):
    """A form with a long text, and how it was written: "html" or "markdown"."""

    body: Any
    format: Any


def html_of(form: Writing) -> richtext.CleanHtml:
    """Give the text of the form as clean HTML, whether it came from the editor or as Markdown."""
    written = form.body.data or ""
    return richtext.clean(written) if form.format.data == "html" else richtext.from_markdown(written)


def written_html(form: Writing) -> str | None:
    """Give the text that was sent, for the editor; the field itself goes back to Markdown, for who has no script.

    None where it cannot be cleaned: then the field keeps it as it came.
    """
    try:
        html = html_of(form)
    except richtext.TooLong:
        return None
    if form.format.data == "html":
        form.body.data, form.format.data = richtext.to_markdown(html), "markdown"
    return html


def editor_values(html: str | None) -> dict[str, Any]:
    """Give the text as HTML for the editor, and what Markdown would lose of it."""
    return {"editor_html": html, "lost": richtext.lost_in_markdown(html or "")}
