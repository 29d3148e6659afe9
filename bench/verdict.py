"""What a benchmark came to: each figure beside its target, and whether all were met."""


class Verdict:
    def __init__(self) -> None:
        self.missed = 0

    def at_least(self, name: str, value: float, target: float) -> None:
        self._tell(name, value, f">= {target:g}", value >= target)

    def at_most(self, name: str, value: float, target: float) -> None:
        self._tell(name, value, f"<= {target:g}", value <= target)

    def _tell(self, name: str, value: float, target: str, met: bool) -> None:
        self.missed += not met
        print(f"{name:44} {value:10.3g}   target {target:8} {'ok' if met else 'MISSED'}", flush=True)
