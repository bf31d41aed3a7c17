"""Feeds damaged files to their readers: each must be read or refused with our own error.

``python tests/fuzz/fuzz.py --kind slips --seconds 60`` (kinds.py has the kinds) runs until the time
is up, prints what it found and keeps each offending file in ``out/fuzz``. A found workbook belongs
into ``tests/data/fuzz`` afterwards, where the tests read it for ever.
"""

from __future__ import annotations

import argparse
import io
import logging
import random
import signal
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.fuzz.kinds import KINDS, Kind  # noqa: E402

MOST_SECONDS = 10.0
MOST_BYTES = 500_000_000
_WORDS = (b"\0", b"\xff", b"\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"<",
          b">", b"&", b'"', b"]]>", b"<!--", b"<![CDATA[", b"<!DOCTYPE a>", b"&#0;", b"&#xD800;",
          b"1e999", b"-1", b"99999999999", b"NaN", b"1048577", b"XFE1", b"A0", b"\xef\xbb\xbf",
          "姓名".encode(), "学籍主号".encode("gbk"), b"\xd8\x00", b"<table>", b"</td>", b"PK\x03\x04")

Mutation = Callable[[random.Random, bytes], bytes]


class HangError(BaseException):
    """Raised by the alarm; no ordinary exception, so that no reader takes it for damage."""


@dataclass
class Report:
    """What a run saw. ``found`` holds a line for each offence."""

    outcomes: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    slowest: float = 0.0


# --- mutations -----------------------------------------------------------------------------------


def _place(rng: random.Random, data: bytes) -> int:
    """Somewhere in the data, half of the time near the start, where the structure is."""
    return rng.randrange(min(len(data), 2048) if rng.random() < 0.5 else len(data))


def _flip(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        out[_place(rng, data)] = rng.randrange(256)
    return bytes(out)


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[:_place(rng, data)]


def _drop(rng: random.Random, data: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + data[at + rng.choice((1, 2, 3, 4, 16, 64, 512)):]


def _double(rng: random.Random, data: bytes) -> bytes:
    at = _place(rng, data)
    piece = data[at:at + rng.choice((1, 2, 4, 32, 256, 2048))]
    return data[:at] + piece * rng.choice((2, 3, 50)) + data[at:]


def _word(rng: random.Random, data: bytes) -> bytes:
    at = _place(rng, data)
    word = rng.choice(_WORDS)
    return data[:at] + word + data[at + (len(word) if rng.random() < 0.5 else 0):]


def _digits(rng: random.Random, data: bytes) -> bytes:
    """Another number where one stands: counts, references and sizes of the XML formats."""
    places = [at for at in range(len(data)) if 48 <= data[at] <= 57]
    if not places:
        return _word(rng, data)
    at = rng.choice(places)
    number = rng.choice((b"0", b"-1", b"65536", b"1048576", b"2147483648", b"1e308", b"x"))
    return data[:at] + number + data[at + 1:]


def _swap(rng: random.Random, data: bytes) -> bytes:
    a, b = sorted((_place(rng, data), _place(rng, data)))
    size = rng.choice((4, 64, 512))
    return data[:a] + data[b:b + size] + data[a + size:b] + data[a:a + size] + data[b + size:]


_PLAIN: tuple[Mutation, ...] = (_flip, _flip, _cut, _drop, _double, _word, _word, _digits, _swap)


def _inside(rng: random.Random, data: bytes) -> bytes:
    """A mutation inside one part of a package, which is packed soundly again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    chosen = rng.randrange(len(parts))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for index, (name, part) in enumerate(parts):
            if index == chosen and part:
                if rng.random() < 0.05:
                    continue
                part = rng.choice(_PLAIN)(rng, part)
            archive.writestr(name, part)
    return out.getvalue()


def mutate(rng: random.Random, data: bytes) -> bytes:
    """One to three mutations of a file."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if not data:
            break
        if data.startswith(b"PK") and rng.random() < 0.8:
            try:
                data = _inside(rng, data)
                continue
            except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError,
                    KeyError, UserWarning):
                pass  # an earlier mutation broke the package: mutate its bytes
        data = rng.choice(_PLAIN)(rng, data)
    return data


# --- running -------------------------------------------------------------------------------------


def offence(path: Path, kind: Kind = KINDS["rosters"]) -> tuple[str, str]:
    """What reading the file came to, and what is wrong with that ("" if nothing)."""
    base = _peak()
    started = time.monotonic()
    _alarm(int(MOST_SECONDS) + 2)
    try:
        wrong = kind.read(path)
        outcome = "opened"
    except kind.errors as error:
        outcome = type(error).__name__
        wrong = _wrong_message(str(error), path.name if kind.names_file else "")
    except HangError:
        outcome, wrong = "hang", "a hang"
    except Exception:
        outcome, wrong = "crash", traceback.format_exc()
    finally:
        _alarm(0)
    seconds = time.monotonic() - started
    if not wrong and seconds > MOST_SECONDS:
        wrong = f"{seconds:.1f} seconds"
    if not wrong and _peak() - base > MOST_BYTES:
        wrong = f"{(_peak() - base) / 1e6:.0f} MB"
    return outcome, wrong


def _wrong_message(message: str, name: str) -> str:
    if "\n" in message or name not in message or not message.endswith("。"):
        return f"a message that is no clear sentence: {message!r}"
    return ""


def _peak() -> int:
    if sys.platform == "win32":
        return 0
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _alarm(seconds: int) -> None:
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _ring)
        signal.alarm(seconds)


def _ring(_signal: int, _frame: object) -> None:
    raise HangError


def run(folder: Path, seed: int, *, seconds: float = 1e9, cases: int = 10**9,
        kind: str = "rosters") -> Report:
    """Read mutated files of a kind until the time or the cases are used up; offending ones stay in
    ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    files = KINDS[kind].seeds()
    report = Report()
    end = time.monotonic() + seconds
    for case in range(cases):
        if time.monotonic() > end:
            break
        name, data = rng.choice(files)
        path = folder / f"{seed}-{case}-{name}"
        path.write_bytes(mutate(rng, data))
        started = time.monotonic()
        outcome, wrong = offence(path, KINDS[kind])
        report.slowest = max(report.slowest, time.monotonic() - started)
        report.outcomes[outcome] += 1
        if wrong:
            report.found.append(f"{path.name}: {wrong}")
        else:
            path.unlink(missing_ok=True)  # a damaged working copy was set aside
            for aside in folder.glob(f"{path.name}?*"):
                aside.unlink()
    return report


def main() -> int:
    """The command line; exit status 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--kind", choices=KINDS, default="rosters")
    parser.add_argument("--keep", type=Path, default=ROOT / "out" / "fuzz")
    options = parser.parse_args()
    logging.disable()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    report = run(options.keep, seed, seconds=options.seconds, kind=options.kind)
    print(f"{options.kind}, seed {seed}: {sum(report.outcomes.values())} files, "
          f"slowest {report.slowest:.1f} s")
    for outcome, count in report.outcomes.most_common():
        print(f"{count:8} {outcome}")
    for line in report.found:
        print(line)
    print(f"{len(report.found)} found, kept in {options.keep}" if report.found else "nothing found")
    return 1 if report.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
