"""Nothing outside the policy decides on access: every deed is guarded, and no code looks at a person's role itself."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import community
from community.policy.table import READ, RULES

HOUSE = Path(community.__path__[0])
ROLES = {"is_moderator", "is_editor", "is_administrator"}
# Where a snapshot of a person is made and judged.
OF_THE_ROLES = ("policy", "accounts/queries.py")
# What demands a permission: on a deed, in a view, or as the filter of what a view gets.
DEMANDING = {"requires", "demand", "administrator_of", "permitted"}
# Templates that look at a role: what it hides is guarded behind its link.
MENUS = {"components/main_links.html", "membership/application_facts.html"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Give every module of the site, by its path, as a tree."""
    for path in sorted(HOUSE.rglob("*.py")):
        yield str(path.relative_to(HOUSE)), ast.parse(path.read_text(encoding="utf-8"))


def services() -> Iterator[tuple[str, Any]]:
    """Give every function that a module of services writes, by its name."""
    for found in pkgutil.walk_packages(community.__path__, "community."):
        if found.name.split(".")[2:3] == ["services"]:
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if inspect.unwrap(function).__module__ == found.name:
                    yield f"{found.name}.{name}", function


def test_every_deed_is_guarded_by_a_permission() -> None:
    deeds = [(name, each) for name, each in services() if next(iter(inspect.signature(each).parameters), "") == "actor"]
    guarded = [name for name, deed in deeds if hasattr(deed, "permission")]
    open_to_all = {name for name, deed in deeds if not hasattr(deed, "permission")}
    steps = {name for name in open_to_all if name.rpartition(".")[2].startswith("_")}
    assert len(guarded) > 40
    assert open_to_all == steps, "guard it with @requires, or begin its name with _ where it is a step of guarded deeds"


def test_a_step_of_a_deed_is_taken_by_services_only() -> None:
    taken = [
        f"{path}: {name.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and ".services" in (node.module or "") and "/services" not in path
        for name in node.names
        if name.name.startswith("_")
    ]
    reached = [
        f"{path}: {node.attr}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("services", "publication")
    ]
    assert not taken + reached


def test_every_right_that_people_are_told_of_can_be_used() -> None:
    demanded = {
        argument.attr
        for path, tree in sources()
        if not path.startswith("policy")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in demanding(path)
        for argument in node.args
        if isinstance(argument, ast.Attribute) and getattr(argument.value, "id", "") == "Permission"
    }
    assert {permission.value for permission in RULES} - {permission.value for permission in READ.values()} <= demanded


def demanding(path: str) -> set[str]:
    """Give the names of what holds somebody to a permission: in a view a question alone shows or hides a button."""
    return DEMANDING | {"allows"} if "queries" in path else DEMANDING


def test_no_code_but_the_policy_looks_at_the_role_of_a_person() -> None:
    looked = [
        f"{path}:{node.lineno} {node.attr}"
        for path, tree in sources()
        if not path.startswith(OF_THE_ROLES)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ROLES
    ]
    assert not looked, "ask policy.allows, demand or permitted"


def test_no_template_but_menus_looks_at_the_role_of_a_person() -> None:
    templates = HOUSE.parent / "templates"
    looked = {
        str(path.relative_to(templates))
        for path in templates.rglob("*.html")
        if any(f"actor.{role}" in path.read_text(encoding="utf-8") for role in ROLES)
    }
    assert looked == MENUS
