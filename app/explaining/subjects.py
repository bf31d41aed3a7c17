"""What a finding of the whole file is about, in a few words."""

from __future__ import annotations

from validators.engine import Validator
from validators.findings import Finding
from validators.rules import BY_CODE


def subject(finding: Finding) -> str:
    """六年级 5班, 初中 2011 or 学段; "" where the rule's title says it all."""
    return BY_CODE[finding.rule].subject(finding)


def title_with_subject(finding: Finding, validator: Validator) -> str:
    """The rule's title, and what the finding is about if it has several."""
    title, about = validator.title(finding.rule), subject(finding)
    return f"{title}：{about}" if about else title
