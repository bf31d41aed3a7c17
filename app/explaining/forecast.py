"""What a finding would become in the national system, and what a school may do about it then."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from models.resources import toml_resource
from models.school import School
from validators.findings import Finding


class Forecast(NamedTuple):
    """The category of problem records that a finding would stand in, what may be done (the action
    and the evidence to bring), and whether that is only possible."""

    category: str
    actions: tuple[tuple[str, str], ...]
    possible: bool

    @property
    def sentence(self) -> str:
        """All of it, for the clerk."""
        verb = "可能会成为" if self.possible else "会成为"
        ways = "；".join(f"{action}（{what}）" for action, what in self.actions)
        return f"不改就上报，{verb}“{self.category}”类问题学籍。到时学校可以：{ways}。"


def forecast(finding: Finding, school: School) -> Forecast | None:
    """What becomes of a finding; None for what the national system has no category of, and for
    school years before it had any."""
    since, by_rule = _categories()
    return by_rule.get(finding.rule) if school.school_year >= since else None


@cache
def _categories() -> tuple[int, dict[str, Forecast]]:
    data = toml_resource("problem_records.toml")
    actions: dict[str, str] = data["actions"]
    return data["since"], {
        rule: Forecast(each["name"], tuple((action, actions[action]) for action in each["actions"]),
                       each.get("possible", False))
        for each in data["categories"] for rule in each["rules"]}
