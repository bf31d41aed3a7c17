"""The rule catalogue: every rule of domain §7, in the order in which it is listed to the clerk."""

from __future__ import annotations

from validators.rule import Rule
from validators.rules import (
    ages, agreement, declared, duplicates, lists, main_number, name, sub_number, values, whole_file,
    writing)

RULES: tuple[Rule, ...] = (
    *whole_file.RULES,
    *main_number.RULES,
    *sub_number.RULES,
    *declared.RULES,
    *duplicates.RULES,
    *agreement.RULES,
    *ages.RULES,
    *values.RULES,
    *name.RULES,
    *writing.RULES,
    *lists.RULES,
)
BY_CODE = {rule.code: rule for rule in RULES}
ORDER = {rule.code: place for place, rule in enumerate(RULES)}
