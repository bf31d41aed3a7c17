"""Rosters of other regions with known errors: every rule of a profile broken somewhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from .people import People, check_character, resident_id
from .regions import LAYOUTS, YEAR, Col, Pupil, build_pupils
from .rosters import Expected, SampleRoster
from .school import GRADES, Cell

Cells = dict[str, Cell]
Spoilt = tuple[Cells, list[tuple[str, str]]]
Spoil = Callable[[Pupil], Spoilt]
"""Gives the cells that become wrong, and the findings (key and rule) that they cause."""

SCHOOL = "样本县示例学校"


def _one(key: str, text: str | Callable[[Pupil], Cell], *rules: str) -> Spoil:
    """One wrong cell with its own findings."""
    return lambda pupil: ({key: text if isinstance(text, str) else text(pupil)},
                          [(key, rule) for rule in rules])


_CODES = {
    "nation": "汉", "gj": "CHN", "id_type": "1", "gatqw": "00", "jkzk": "10", "zzmm": "13",
    "hkxz": "1", "rxfs": "11", "jdfs": "1", "sflset": "0", "sxxfs": "1", "xx": "2", "xsly": "1",
    "cjlx": "0", "sbjd": "0", "cy1gx": "1", "cy1sfzjlx": "1", "cy1mz": "01", "cy2gx": "2",
    "cy2sfzjlx": "1", "cy2mz": "回"}
"""What is understood where another text is to be written: bare codes, short forms."""

_WRITINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # kind: understood writings that are not canonical, and what is not understood
    "date": ((), ("20061301", "不详日期")),
    "month": ((), ("202413", "九月")),
    "region": (("340104",), ("999999000000", "34010400", "合肥市")),
    "phone": (("138 0000 0000", "(0551)63540000"), ("12345", "无电话")),
    "period": (("2020-06-01至2030-06-01", "20200601-20300601"), ("2030.06.01-2020.06.01", "十年")),
    "digits": ((), ("12A", "一号")),
    "text": ((" 示例 ",), ("字" * 501,)),
    "name": ((), ("张3", "李?")),
    "resident-id": ((), ("34010420060311342", "不详号码", "123456789012345678")),
}
_OF_ROLES = frozenset(("main_number", "name", "sex", "grade", "class_name", "graduation_year",
                       "stage", "sub_number"))


def _kinds(columns: list[Col]) -> Iterator[Spoil]:
    """Blanks, writings and unreadable values of every column, by its kind."""
    for column in columns:
        key = column.key
        if column.required:
            yield _one(key, "", "blank")
        if key in _OF_ROLES:
            continue
        if column.kind == "choice":
            code = _CODES.get(key, "1" if column.value == "是" else "0")
            yield _one(key, code, "format")
            yield _one(key, "看情况", "value")
            continue
        understood, wrong = _WRITINGS.get(column.kind, ((), ()))
        for text in understood:
            yield _one(key, text, "format")
        for text in wrong:
            yield _one(key, text, "value")


def _roles(keys: set[str], ages: bool) -> Iterator[Spoil]:
    """What the eight roles' own rules find, wherever a profile has those roles."""
    yield _one("name", "张3", "name-character")
    yield _one("name", "张", "name-length")
    yield _one("name", "张\u3400", "name-rare")
    yield _one("sex", lambda p: "男性" if p.male else "女生", "format")
    yield _one("sex", "未知", "sex-value")
    yield lambda p: ({"sex": "女" if p.male else "男"}, [("sex", "sex-mismatch")])
    yield _one("main_number", lambda p: p.number[:-1] + ("0" if p.number[-1] != "0" else "1"),
               "main-check-digit")
    yield _one("main_number", lambda p: p.number[:-1], "main-length")
    yield _one("main_number", lambda p: p.number[:5] + "A" + p.number[6:], "main-character")
    yield _one("main_number", lambda p: resident_id(p.number[:6], "20121301", 701),
               "main-birth-date")
    yield _one("main_number", lambda p: float(p.number[:15] + "000"), "main-precision")
    if "grade" in keys:
        yield _one("grade", lambda p: str(p.grade), "format")
        yield _one("grade", "某年级", "grade-value")
        yield _one("class_name", "向日葵", "class-value")
        yield _one("class_name", lambda p: f"（{p.room}）班", "format")
    if "graduation_year" in keys:
        yield _one("stage", lambda p: f"{p.stage.name}部", "format")
        yield _one("stage", "大学", "stage-value")
        yield _one("graduation_year", lambda p: f"{p.leaving}年", "format")
        yield _one("graduation_year", "某年", "graduation-value")
    if ages and "grade" in keys:
        yield lambda p: ({"class_name": f"{GRADES[p.grade % 9 + 1]}1班"},
                         [("class_name", "class-mismatch")])


def _other_number(pupil: Pupil) -> str:
    """A sound number of somebody born on the same day."""
    return resident_id(pupil.number[:6], f"{pupil.birth:%Y%m%d}", 995 + pupil.male * 2 - 1)


def _without(pupil: Pupil, **more: Cell) -> Cells:
    """No document: 其他 and no number, with the cells that say who answers for the pupil."""
    cells: Cells = {"id_type": "其他", "main_number": ""}
    if "student_number" in pupil.cells:
        cells["student_number"] = ""
    return cells | more


def _national(keys: set[str]) -> Iterator[Spoil]:
    """Conditions and agreements of the national template."""
    document = {"student_number": ""} if "student_number" in keys else {}
    # conditions: the ID number, or for 其他 a guardian's
    yield lambda p: ({"main_number": "", **document}, [("main_number", "blank")])
    yield lambda p: (_without(p), [])
    yield lambda p: (_without(p, cy1sfjhr="否"), [("cy1sfzh", "blank")])
    yield lambda p: (_without(p, cy1sfzh=""), [("cy1sfzh", "blank")])
    yield lambda p: (_without(p, cy1sfzh="", cy2sfjhr="是", cy2sfzh=p.parent), [])
    # 出生日期 and the ID
    yield lambda p: ({"birth_date": f"{p.birth.year}{p.birth.month % 12 + 1:02d}10"},
                     [("birth_date", "disagrees")])
    yield lambda p: ({"birth_date": f"{p.birth:%Y-%m-%d}"}, [("birth_date", "format")])
    yield lambda p: ({"birth_date": p.birth}, [("birth_date", "format")])
    # 身份证件类型 and the number
    for kind, region in (("香港特区护照/身份证明", "香港同胞"), ("护照", "外国人"),
                         ("台湾居民来往大陆通行证", "台湾同胞"), ("澳门特区护照/身份证明", "澳门同胞")):
        yield lambda p, kind=kind, region=region: (  # type: ignore[misc]
            {"id_type": kind, "gatqw": region}, [("id_type", "disagrees")])
    yield lambda p: ({"id_type": "境外永久居住证", "gatqw": "外国人"}, [])
    yield lambda p: ({"main_number": "E12345678", **document},
                     [("id_type", "disagrees"), ("main_number", "main-document")])
    yield lambda p: ({"main_number": "E22345678", "id_type": "护照", "gatqw": "外国人", **document}, [])
    yield lambda p: ({"main_number": "C123456(7)", "id_type": "香港特区护照/身份证明",
                      "gatqw": "香港同胞", **document}, [])
    # 港澳台侨外 and the type
    yield lambda p: ({"main_number": "12345678", "id_type": "台湾居民来往大陆通行证", **document},
                     [("gatqw", "disagrees")])
    yield lambda p: ({"id_type": "境外永久居住证"}, [("gatqw", "disagrees")])
    # 随班就读 and 残疾类型
    yield lambda p: ({"sbjd": "视力残疾随班就读"}, [("sbjd", "disagrees")])
    yield lambda p: ({"sbjd": "听力残疾随班就读", "cjlx": ""}, [("sbjd", "disagrees")])
    yield lambda p: ({"sbjd": "智力残疾随班就读", "cjlx": "智力残疾"}, [])
    yield lambda p: ({"cjlx": "视力残疾"}, [])
    # lawful writings
    yield _one("lxdh", "0551-63540000")
    yield _one("sfzyxq", "2020.06.01-长期")
    yield _one("zzmm", "")
    yield _one("main_number", lambda p: p.number.lower() + " ", "format")
    if "student_number" in keys:
        yield from _national_number()


def _national_number() -> Iterator[Spoil]:
    """学籍号 of the country, 入学年月 and 入学方式 beside 年级 and 学段."""
    key = "student_number"
    yield _one(key, lambda p: f"g{p.number}", "format")
    yield _one(key, lambda p: f"K{p.number}", "value")
    yield _one(key, lambda p: p.number, "value")
    yield _one(key, lambda p: f"G{p.number[:-1]}", "value")
    yield _one(key, lambda p: f"G{_other_number(p)}", "disagrees")
    yield _one(key, lambda p: f"L340104{p.birth:%Y%m%d}0123")
    yield _one(key, "L340104201213010123", "number-disagrees")
    yield _one(key, lambda p: f"L340104{p.birth.year - 1}{p.birth:%m}280123", "number-disagrees")
    yield _one(key, lambda p: f"J{resident_id('340104', f'{p.birth:%Y%m%d}', 7)}")
    yield _one(key, _wrong_j, "number-disagrees")
    yield _one("entry_month", lambda p: f"{p.entry - 1}09", "disagrees")
    yield _one("entry_month", lambda p: f"{p.entry}年9月", "format")
    yield _one("rxfs", "体育特招", "disagrees")


def _wrong_j(pupil: Pupil) -> str:
    body = f"340104{pupil.birth:%Y%m%d}007"
    wrong = "0" if check_character(body) != "0" else "1"
    return f"J{body}{wrong}"


def _put(pupil: Pupil, start: int, text: str) -> str:
    number = str(pupil.cells["sub_number"])
    return number[:start] + text + number[start + len(text):]


def _other_stage(pupil: Pupil) -> str:
    return "初中" if pupil.grade < 7 else "小学"


def _numbers() -> Iterator[Spoil]:
    """What both 16-digit numbers share."""
    key = "sub_number"
    yield _one(key, lambda p: _put(p, 0, "")[:-1], "sub-length")
    yield _one(key, lambda p: _put(p, 0, "") + "1", "sub-length")
    yield _one(key, lambda p: _put(p, 12, "O"), "sub-character")
    yield _one(key, lambda p: " " + _put(p, 0, ""), "format")
    yield lambda p: ({"graduation_year": f"{p.leaving + 1}届"},
                     [("graduation_year", "graduation-mismatch")])


def _anhui(keys: set[str]) -> Iterator[Spoil]:
    key = "sub_number"
    yield from _numbers()
    yield _one(key, lambda p: float(_put(p, 0, "")[:15] + "0"), "sub-precision")
    yield _one(key, lambda p: _put(p, 0, "35"), "sub-part")
    yield _one(key, lambda p: _put(p, 4, "99"), "sub-part")
    yield _one(key, lambda p: _put(p, 11, "9"), "sub-part")
    yield _one(key, lambda p: _put(p, 11, "0"), "sub-part")
    yield _one(key, lambda p: _put(p, 11, "2" if p.male else "1"), "sub-feature")
    yield _one(key, lambda p: _put(p, 11, "6" if p.male else "5"), "sub-feature")
    yield _one(key, lambda p: _put(p, 6, f"{(YEAR - p.grade) % 100:02d}")[:12] + "7001",
               "sub-entry-year")
    yield lambda p: ({"stage": _other_stage(p)},  # nothing else tells the stage: two against
                     [("stage", "stage-mismatch"), ("grade", "grade-mismatch")])
    yield _one(key, lambda p: _put(p, 6, "89"), "sub-entry-year")
    yield _one(key, lambda p: _put(p, 12, "0000"), "sub-serial")
    yield _one(key, lambda p: _put(p, 8, "902"))  # another district: the number is for life


def _beijing(keys: set[str]) -> Iterator[Spoil]:
    key = "sub_number"
    yield from _numbers()
    yield _one(key, lambda p: float(_put(p, 0, "")), "sub-length")
    yield _one(key, lambda p: _put(p, 5, "009"), "sub-school-code")
    yield _one(key, lambda p: _put(p, 0, "02"), "sub-school-code")
    yield _one(key, lambda p: _put(p, 8, "1" if p.grade < 7 else "0"), "sub-stage")
    yield lambda p: ({"stage": _other_stage(p)}, [("stage", "stage-mismatch")])
    yield _one(key, lambda p: _put(p, 9, f"{(p.leaving + 1) % 100:02d}"), "sub-graduation-year")
    yield _one(key, lambda p: _put(p, 9, "60"), "sub-graduation-year")
    yield _one(key, lambda p: _put(p, 15, str((int(_put(p, 0, "")[15]) + 1) % 10)))


_OWN: dict[str, Callable[[set[str]], Iterator[Spoil]]] = {
    "national": _national, "anhui": _anhui, "beijing": _beijing}


def errors_of(name: str) -> list[Spoil]:
    """Every error of a roster, in a fixed order."""
    columns, profile = LAYOUTS[name], name.split("-")[0]
    keys = {column.key for column in columns}
    own = _OWN.get(profile)
    return [*_kinds(columns), *_roles(keys, profile != "general"), *(own(keys) if own else ())]


def make_region_roster(name: str, rows: int = 1200, seed: int = 1, *,
                       clean: bool = False) -> SampleRoster:
    """A roster of one of LAYOUTS; unless ``clean`` every error falls on a pupil of its own, and
    two pairs share a number, and two a name and a birth date. ValueError with too few rows."""
    columns = LAYOUTS[name]
    pupils = build_pupils(columns, rows, seed, People(random.Random(f"people/{name}/{seed}")))
    found: list[Expected] = []
    spoils = [] if clean else errors_of(name)
    places = list(range(rows))
    random.Random(f"errors/{name}/{seed}").shuffle(places)
    if len(spoils) + 6 > rows:
        raise ValueError(f"{rows} rows are too few for {len(spoils)} errors")
    if not clean:
        found += _pairs(pupils, places, {column.key for column in columns})
    for spoil in spoils:
        at = places.pop()
        cells, expected = spoil(pupils[at])
        pupils[at].cells.update(cells)
        found += [Expected(at + 3, key, rule) for key, rule in expected]
    keys = [column.key for column in columns]
    place_of = {key: place for place, key in enumerate(keys)}
    return SampleRoster(
        "", SCHOOL, YEAR, [[f"{SCHOOL}{YEAR}学年学生名册"]], [column.title for column in columns],
        [[pupil.cells[key] for key in keys] for pupil in pupils],
        sorted(found, key=lambda each: (each.row or 0, place_of[each.field or "name"], each.rule)),
        place_of)


def _pairs(pupils: list[Pupil], places: list[int], keys: set[str]) -> Iterator[Expected]:
    """Two of one ID number, two of one own number, two of one name and birth date."""
    first, second = _alike(pupils, places)
    _take(first[1], second[1], ("main_number", "birth_date", "student_number"))
    yield from (Expected(at + 3, "main_number", "main-duplicate") for at, _ in (first, second))
    if "sub_number" in keys:
        first, second = _alike(pupils, places)
        if not first[1].cells["sub_number"]:
            first[1].cells["sub_number"] = "0001"
        _take(first[1], second[1], ("sub_number",))
        yield from (Expected(at + 3, "sub_number", "sub-duplicate") for at, _ in (first, second))
    first, second = _alike(pupils, places)
    number = resident_id("340104", f"{first[1].birth:%Y%m%d}", 698 + first[1].male)
    second[1].cells.update({
        "name": first[1].name, "main_number": number, "birth_date": f"{first[1].birth:%Y%m%d}"})
    if "student_number" in keys:
        second[1].cells["student_number"] = f"G{number}"
    second[1].cells = {key: second[1].cells[key] for key in second[1].cells if key in keys}
    yield from (Expected(at + 3, "name", "same-person") for at, _ in (first, second))


def _alike(pupils: list[Pupil], places: list[int]) -> list[tuple[int, Pupil]]:
    """Two untouched pupils of one grade and sex, and of one feature; ValueError with too few."""
    first = places.pop()
    one = pupils[first]
    second = next((at for at in reversed(places) if (
        pupils[at].grade, pupils[at].male, pupils[at].serial % 4) == (
            one.grade, one.male, one.serial % 4)), None)
    if second is None:
        raise ValueError(f"{len(pupils)} rows are too few for two that are alike")
    places.remove(second)
    return [(first, one), (second, pupils[second])]


def _take(source: Pupil, target: Pupil, keys: tuple[str, ...]) -> None:
    """The target's cells become the source's."""
    target.cells.update({key: source.cells[key] for key in keys if key in target.cells})
