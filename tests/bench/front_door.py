"""The front door of a very large body: 2,012,610 rows of CP932 attendance through decode and check, against a bare read of the same file.

Each side runs in a process of its own, so that its peak of memory is its own; imports are not timed.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

STAFF, DAYS = int(os.environ.get("SEIKA_BENCH_DOOR_STAFF", "67087")), 30  # 67,087 x 30 = 2,012,610
WARD, MONTH = "shinagawa", "202504"
ROUNDS = 3


def front_door(folder: Path) -> tuple[list[tuple[str, float, float]], dict[str, float]]:
    """Return the pair of seconds (decode + check, bare read) and the peaks of memory in GiB."""
    files = _files(folder)
    sides: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    for turn in range(ROUNDS):
        for side, measured in sides.items():
            measured.append(_in_a_process(side, files, folder / f"{side}-{turn}"))
    seconds = {side: statistics.median(each["seconds"] for each in measured) for side, measured in sides.items()}
    peaks = {f"peak GiB, {side}": max(each["gib"] for each in measured) for side, measured in sides.items()}
    return [(f"decode + check of {STAFF * DAYS:,} rows / pyarrow.csv read", seconds["ours"], seconds["bare"])], peaks


def _files(folder: Path) -> list[Path]:
    """Write roster and attendance of one month; times, overtime and days differ from row to row as they do in life."""
    numbers = [f"{number:08d}" for number in range(1, STAFF + 1)]
    roster, attendance = folder / f"shokuin_{MONTH}.csv", folder / f"kintai_{MONTH}.csv"
    with roster.open("w", encoding="cp932", newline="") as stream:
        stream.write(_line("職員番号,氏名,氏名カナ,性別,生年月日,採用日,退職日,任用区分,職種系統,職層,所属コード,所属名,発令日,発令終了日"))
        for place, number in enumerate(numbers):
            family = "事務系・福祉系・一般技術系・医療技術系"
            born = f"S{55 + place % 9}.{place % 12 + 1}.{place % 28 + 1}"
            stream.write(
                _line(f"{number},品川 太郎,シナガワ,{'男女'[place % 2]},{born},H25.4.1,,常勤,{family},主事,0101000,総務課,R3.4.1,")
            )
    with attendance.open("w", encoding="cp932", newline="") as stream:
        stream.write(_line("職員番号,氏名,所属コード,所属名,勤務日,出勤打刻,退勤打刻,時間外(時:分),うち深夜,在宅区分,締区分"))
        for place, number in enumerate(numbers):
            lines = []
            for day in range(1, DAYS + 1):
                over = (place * 7 + day * 13) % 200
                start, end = 480 + (place + day) % 40, 1035 + over
                home = "在宅" if (place + day) % 5 == 0 else ""
                times = f"{start // 60}:{start % 60:02d},{end // 60}:{end % 60:02d},{over // 60}:{over % 60:02d}"
                lines.append(_line(f"{number},品川 太郎,0101000,総務課,R7.4.{day},{times},,{home},1"))
            stream.write("".join(lines))
    return [roster, attendance]


def _line(text: str) -> str:
    return text + "\r\n"


def _in_a_process(side: str, files: list[Path], state: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, side, *map(str, files)],
        env={**os.environ, "SEIKA_STATE": str(state)},
        check=True,
        capture_output=True,
        text=True,
    )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _bare(attendance: Path) -> float:
    from pyarrow import csv

    start = time.perf_counter()
    csv.read_csv(attendance, read_options=csv.ReadOptions(encoding="cp932"))
    return time.perf_counter() - start


def _ours(roster: Path, attendance: Path) -> float:
    import great_expectations  # noqa: F401 - imports are not timed
    from whole_way import drop, take_in

    from seika.check import check
    from seika.decode import decode
    from seika.receive import receive
    from seika.store.database import stop_server

    def lay(file: Path) -> None:
        door = Path(os.environ["SEIKA_STATE"]) / file.stem / WARD
        door.mkdir(parents=True)
        (door / file.name).hardlink_to(file)
        drop(door.parent, WARD)

    try:
        lay(roster)
        take_in(WARD)
        lay(attendance)
        (delivery_id,) = receive(WARD, "attendance")
        start = time.perf_counter()
        decode(delivery_id)
        state: Any = check(delivery_id)
        seconds = time.perf_counter() - start
        assert (state.state, state.accepted_count) == ("accepted", STAFF * DAYS), state
    finally:
        stop_server()
    return seconds


def main() -> None:
    """Measure one side: ``ours`` or ``bare``."""
    side, roster, attendance = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    seconds = _ours(roster, attendance) if side == "ours" else _bare(attendance)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    sys.stdout.write(json.dumps({"seconds": seconds, "gib": peak}) + "\n")


if __name__ == "__main__":
    main()
