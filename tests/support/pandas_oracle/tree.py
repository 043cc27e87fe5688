"""Units through time: what lies above a unit on a day, and where earlier units lie in the newest tree."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml
from pandas import DataFrame, Timestamp

NOWHERE = "-"  # what lies in no unit counts in the whole organization only


class Tree:
    """``units.csv``, what ``organization.yml`` merges and, where it is there, ``unit_successions.csv``."""

    def __init__(self, folder: Path) -> None:
        units = pd.read_csv(folder / "units.csv", dtype=str, keep_default_na=False)
        units["first"] = pd.to_datetime(units["valid_from_date"])
        units["last"] = pd.to_datetime(units["valid_to_date"]).fillna(pd.Timestamp("2200-01-01"))
        self.units = units
        self.turns = sorted({*units["first"], *(units["last"] + pd.Timedelta(days=1))} - {pd.Timestamp("2200-01-02")})
        ended = folder / "unit_successions.csv"
        rows = pd.read_csv(ended, dtype=str) if ended.is_file() else DataFrame(columns=["unit_code", "successor_unit_code", "on_date"])
        self.became = {code: list(each) for code, each in rows.groupby("unit_code")["successor_unit_code"]}
        header = yaml.safe_load((folder / "organization.yml").read_text(encoding="utf-8"))
        self.merged = {each["code"]: each["units"] for each in (header.get("disclosure") or {}).get("merged_units") or ()}
        self._trees: dict[Timestamp, tuple[dict[str, str], dict[str, str]]] = {}
        self._ways: dict[tuple[str, Timestamp], list[tuple[str, str]]] = {}
        self.successions = set(zip(rows["unit_code"], rows["successor_unit_code"], pd.to_datetime(rows["on_date"]), strict=True))

    def on(self, day: Timestamp) -> dict[str, str]:
        """Return the unit above each unit that there is on a day; of the root it is the empty text."""
        return self._tree(day)[0]

    def levels(self, day: Timestamp) -> dict[str, str]:
        """Return the level of each unit that there is on a day."""
        return self._tree(day)[1]

    def turn_of(self, days: pd.Series) -> pd.Series:
        """Return for each day the first day of the tree that it lies in."""
        firsts = pd.Series(self.turns).astype("datetime64[s]")
        place = firsts.searchsorted(days.astype("datetime64[s]"), side="right") - 1
        return pd.Series(firsts.to_numpy()[place.clip(0)], index=days.index)

    def ways(self, pairs: DataFrame) -> DataFrame:
        """Return for each pair of unit and turn every unit that its records count in: ``tree``, ``unit``, ``turn``, ``above``."""
        found = [(tree, unit, turn, above) for unit, turn in pairs.itertuples(index=False) for tree, above in self._ways_of(unit, turn)]
        return DataFrame(found, columns=["tree", "unit", "turn", "above"]).astype({"turn": "datetime64[s]"})

    def _tree(self, day: Timestamp) -> tuple[dict[str, str], dict[str, str]]:
        day = max(day, self.turns[0])
        if day not in self._trees:
            there = self.units[(self.units["first"] <= day) & (self.units["last"] >= day)].set_index("unit_code")
            parents, levels = dict(there["parent_unit_code"]), dict(there["level"])
            for code, units in self.merged.items():
                above = {parents.get(unit) for unit in units}
                if len(above) == 1 and None not in above:
                    parents |= {code: above.pop(), **dict.fromkeys(units, code)}
                    levels[code] = levels[units[0]]  # told by parts where its units are
            self._trees[day] = parents, levels
        return self._trees[day]

    def _ways_of(self, unit: str, turn: Timestamp) -> list[tuple[str, str]]:
        if (unit, turn) not in self._ways:
            views = {"as_was": turn} | ({"today": self.turns[-1]} if self.became else {})
            self._ways[unit, turn] = [
                (tree, above) for tree, day in views.items() for above in self._up(self._at(unit, turn, day), self.on(day))
            ]
        return self._ways[unit, turn]

    def _at(self, unit: str, before: Timestamp, day: Timestamp) -> str:
        """Return where a unit lies on ``day``: itself, its successor, the least unit above several, or what is left above it."""
        tree = self.on(day)
        ends = self._ends(unit, tree)
        if ends:
            ways = [self._up(each, tree) for each in sorted(ends)]
            return next(each for each in ways[0] if all(each in way for way in ways))
        was = next((self.on(turn) for turn in reversed(self.turns) if turn <= before and unit in self.on(turn)), {})
        left = [each for each in (self._up(unit, was) if was else []) if each in tree]
        return left[0] if left else next(code for code, above in tree.items() if not above)

    def _ends(self, unit: str, tree: dict[str, str]) -> set[str]:
        return {unit} if unit in tree else {end for each in self.became.get(unit, []) for end in self._ends(each, tree)}

    @staticmethod
    def _up(unit: str, tree: dict[str, str]) -> list[str]:
        way = [unit]
        while tree[way[-1]]:
            way.append(tree[way[-1]])
        return way
