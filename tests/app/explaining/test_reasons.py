"""Short lists of reasons."""

from __future__ import annotations

from app.explaining import reasons
from validators.findings import Severity
from validators.rules import RULES

CONFIRMABLE = [rule.code for rule in RULES
               if rule.confirmable or rule.severity is Severity.WARNING]


def test_every_confirmable_rule_has_reasons_and_a_hint() -> None:
    for rule in CONFIRMABLE:
        found = reasons.confirming({rule})
        assert found and len(found) == len(set(found)), rule
        assert reasons.hint(rule), rule


def test_listed_rules_exist_and_are_confirmable() -> None:
    # a blank may be confirmed in one field only, which the rule's own mark cannot say
    assert {rule.code for rule in RULES if rule.reasons} - {"blank"} <= set(CONFIRMABLE)


def test_several_rules_share_only_what_suits_all() -> None:
    found = reasons.confirming({"grade-mismatch", "graduation-mismatch"})
    assert "留级" in found and "随班就读" not in found
    assert reasons.confirming({"main-document", "class-size"}) == ["已与学生的书面材料核对"]
