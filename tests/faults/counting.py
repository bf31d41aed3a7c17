"""What every run of faults counts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Harm:
    """How often the program was ended, and what came to harm; ``wrong`` says it in words."""

    kills: int = 0
    lost: int = 0
    damaged: int = 0
    mixed: int = 0
    roster_changed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether anything came to harm."""
        return bool(self.lost or self.damaged or self.mixed or self.roster_changed or self.wrong)
