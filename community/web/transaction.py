"""One transaction per request: an answer below 400 commits what was begun with `begin_writing`, all else rolls back."""

from typing import Any

from flask import Flask, Response, g

from community.core.db import db


class TransactionalFlask(Flask):
    """Flask that ends the transaction before it answers, so that nothing is acknowledged that is not kept."""

    def dispatch_request(self) -> Any:
        """Let the view answer, then commit or roll back."""
        response = self.make_response(super().dispatch_request())
        finish_transaction(response)
        return response


def finish_transaction(response: Response) -> None:
    """Commit where this request wrote and succeeded; reading requests never commit anything."""
    if g.get("writing") and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
