"""Who has which role, and what a role opens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from seika.errors import BadConfig
from seika.pages.access import access, grants_of, opened


@dataclass(frozen=True)
class Named:
    """A role as FAB has it."""

    name: str


@dataclass(frozen=True)
class FabUser:
    """A user as FAB has it, in what matters here."""

    roles: tuple[Named, ...]


@dataclass(frozen=True)
class SimpleUser:
    """A user as SimpleAuthManager has it, in what matters here."""

    role: str | None


@pytest.mark.parametrize(
    ("user", "roles"),
    [
        (FabUser((Named("Seika HR"), Named("Viewer"))), {"hr"}),
        (FabUser((Named("Viewer"), Named("Op"))), set()),
        (FabUser((Named("Admin"),)), {"auditor", "hr", "operator"}),
        (FabUser(()), set()),
        (SimpleUser("VIEWER"), {"auditor"}),
        (SimpleUser(None), set()),
        (object(), set()),
    ],
)
def test_a_user_has_the_roles_that_are_declared_and_nobody_has_any_by_default(user: object, roles: set[str]) -> None:
    assert {role for grant in grants_of(user, "somebody") for role in grant.roles} == roles


def test_another_declaration_can_be_named_and_a_wrong_one_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "access.yml"
    monkeypatch.setenv("SEIKA_PAGES_ACCESS", str(own))
    own.write_text("pages: {board: [auditor]}\nsimple: {}\nnamed: {Kansa: [auditor]}\n", encoding="utf-8")
    assert opened(grants_of(FabUser((Named("Kansa"),)), "somebody")) == {"board": None}
    own.write_text("pages: {}\nsimple:\n  viewer: [owner]\nnamed: {}\n", encoding="utf-8")
    with pytest.raises(BadConfig) as refused:
        access()
    assert refused.value.where["line"] == "3"


def test_a_role_or_a_user_can_be_limited_to_some_organizations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "access.yml"
    monkeypatch.setenv("SEIKA_PAGES_ACCESS", str(own))
    limits = "organizations: {HR Shinagawa: [shinagawa], HR Setagaya: [setagaya], hana: [shinagawa]}\n"
    roles = "named: {HR: [hr], HR Shinagawa: [hr], HR Setagaya: [hr], Audit: [auditor]}\n"
    own.write_text(f"pages: {{board: [hr], chain: [auditor]}}\nsimple: {{user: [hr]}}\n{roles}{limits}", encoding="utf-8")

    def seen(name: str, *named: str) -> dict[str, object]:
        return dict(opened(grants_of(FabUser(tuple(map(Named, named))), name)))

    assert seen("taro", "HR Shinagawa") == {"board": {"shinagawa"}}
    assert seen("taro", "HR Shinagawa", "HR Setagaya", "Audit") == {"board": {"shinagawa", "setagaya"}, "chain": None}
    assert seen("taro", "HR Shinagawa", "HR") == {"board": None}
    assert seen("hana", "HR") == {"board": {"shinagawa"}} and seen("hana", "HR Setagaya") == {}
    assert opened(grants_of(SimpleUser("user"), "hana")) == {"board": {"shinagawa"}}
