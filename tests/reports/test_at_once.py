"""Many who report, and several who decide, in the same moment."""

from __future__ import annotations

from community.content.models import Comment
from community.reports.models import CaseState, Report, ReportCase, ReportReason
from tests.builders.at_once import post_all_at_once
from tests.reliability.site_process import Browser, Site


def test_ten_members_who_report_one_comment_at_once_make_one_case(busy_site: Site) -> None:
    world = busy_site.world
    comment = world.comment(world.post())
    browsers = [Browser(busy_site, world.member()) for _ in range(10)]
    path = f"/signalen/reactie/{comment.id}"
    answers = post_all_at_once(browsers, lambda number: path, reason="rude", words="Grof.")
    assert answers == [303] * 10
    assert (world.count(ReportCase), world.count(Report)) == (1, 10)


def test_two_moderators_who_decide_at_once_decide_once(busy_site: Site) -> None:
    world = busy_site.world
    browsers = [Browser(busy_site, world.moderator(name)) for name in ("Mo Een", "Mo Twee")]
    reporter = world.member()
    for _ in range(3):
        comment = world.comment(world.post())
        case = world.keep(ReportCase(thing=f"comment:{comment.id}", comment_id=comment.id, about_id=comment.author_id))
        world.keep(Report(case_id=case.id, member_id=reporter.id, reason=ReportReason.RUDE))
        more = {"reason": "Grof.", "answer": "Dank je.", "term": "7", "verdict": "hide"}
        answers = post_all_at_once(browsers, lambda number, path=case.address: path, **more)
        assert 303 in answers
        decided = world.one(ReportCase, ReportCase.id == case.id)
        assert decided.state == CaseState.DECIDED
        assert world.one(Comment, Comment.id == comment.id).hidden_by_id == decided.decided_by_id
