"""Dutch unless the reader chose English, and how that is chosen: a cookie, set by nothing else."""

from flask import Blueprint, abort, has_request_context, request
from werkzeug.wrappers import Response

from community.web import current
from community.web.answers import local_path, see_other
from community.web.gate import public

blueprint = Blueprint("languages", __name__)

LANGUAGES = ("nl", "en")
COOKIE = "taal"
YEAR = 31_536_000


def chosen_language() -> str:
    """Give the language of this request; any other value of the cookie counts as Dutch."""
    chosen = request.cookies.get(COOKIE, "nl") if has_request_context() else "nl"
    return chosen if chosen in LANGUAGES else "nl"


@blueprint.get("/taal/<code>")
@public
def choose(code: str) -> Response:
    """Choose a language, and go back to the page where it was chosen."""
    if code not in LANGUAGES:
        abort(404)
    return keep_language(see_other(local_path(request.args.get("terug"))), code)


def keep_language(answer: Response, code: str) -> Response:
    """Keep a chosen language in the browser."""
    answer.set_cookie(
        COOKIE, code, max_age=YEAR, httponly=True, samesite="Lax", secure=current.settings().is_production, path="/"
    )
    return answer
