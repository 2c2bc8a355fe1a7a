"""Every deed leaves a line in the log: it records an event itself, or by a step that it takes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import community

HOUSE = Path(community.__path__[0])
RECORDING = {"record", "refused"}
READING = "what somebody reads and follows is kept for them alone, and is no business of a moderator"
PART = "it is part of a deed that has a line of its own"
SILENT = {
    "actions/services.py:remind": "the worker says again what is planned already",
    "content/services/comments.py:toggle_reaction": "it stands beside the comment, with the name",
    **dict.fromkeys(
        (
            "content/services/visits.py:note_visit",
            "content/services/visits.py:mark_read",
            "groups/services/visits.py:note_group_visit",
            "groups/services/visits.py:mark_group_read",
            "notifications/services.py:follow_item",
            "notifications/services.py:follow_group",
            "notifications/services.py:follow_region",
            "notifications/services.py:follow_theme",
            "notifications/services.py:unfollow",
            "notifications/services.py:mute",
            "notifications/services.py:unmute",
            "notifications/services.py:read_thing",
            "notifications/services.py:read_all",
        ),
        READING,
    ),
    **dict.fromkeys(
        (
            "documents/services/uploads.py:begin_upload",
            "documents/services/uploads.py:add_piece",
            "privacy/services/asking.py:begin_erasing",
            "privacy/services/terms.py:clear_some",
            "trail/services.py:leave_trail",
        ),
        PART,
    ),
}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give every function of a module of services, by the path of its module."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).parts
        if "services" in parts or path.name == "services.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield "/".join(parts), node


def called(node: ast.AST) -> set[str]:
    """Give the names of what is called, and of what is handed on to be called."""
    names = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    return names | {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def is_deed(node: ast.FunctionDef) -> bool:
    return any("requires" in called(each) for each in node.decorator_list)


def test_every_deed_records_an_event() -> None:
    all_of_them = list(functions())
    by_name: dict[str, list[ast.FunctionDef]] = {}
    for _path, node in all_of_them:
        by_name.setdefault(node.name, []).append(node)

    def records(node: ast.FunctionDef, seen: frozenset[str]) -> bool:
        names = set().union(*(called(each) for each in node.body))
        if any(is_recording(each) for each in ast.walk(node)):
            return True
        further = (each for name in names - seen for each in by_name.get(name, ()))
        return any(records(each, seen | names) for each in further)

    deeds = [(f"{path}:{node.name}", node) for path, node in all_of_them if is_deed(node)]
    assert len(deeds) > 100
    silent = {name for name, node in deeds if not records(node, frozenset({node.name}))}
    assert silent == set(SILENT), "record an event, or say in SILENT why there is none"


def is_recording(node: ast.AST) -> bool:
    """Whether this is a call of `audit.record` or `audit.refused`, or of `record` within `audit`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in RECORDING
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in RECORDING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "audit"
    )
