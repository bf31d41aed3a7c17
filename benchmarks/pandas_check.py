"""The same rules with pandas, vectorised, as far as that goes: a fair, straightforward script.

Prints the findings as JSON. Used as a reference only; it knows the sample's layout (header row, the
school's code and year), has no suggestions, and leaves out what vectorises badly.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pandas as pd

CODE, YEAR, HEADER = "3101170526", 2012, 2
FIELDS = ["学籍主号", "学籍副号", "姓名", "性别", "年级", "班级", "毕业届别", "学段"]
GRADES = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"]
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def check(path: str) -> list[dict[str, Any]]:
    """Findings as records of row, field and rule."""
    frame = pd.read_excel(path, engine="calamine", header=None, dtype=str, keep_default_na=False)
    header = next(i for i in range(30) if frame.iloc[i].str.contains("姓名").any())
    names = frame.iloc[header].str.replace(r"[（(].*", "", regex=True).str.strip()
    data = frame.iloc[header + 1:].set_axis(names, axis=1)[FIELDS]
    data = data.apply(lambda column: column.str.normalize("NFKC").str.strip())
    found: list[dict[str, Any]] = []

    def report(mask: pd.Series, field: str, rule: str) -> None:
        found.extend({"row": int(i) + 1, "field": field, "rule": rule,
                      "value": data.at[i, field]} for i in data.index[mask])

    for field in FIELDS:
        report(data[field].isin(["", "无", "暂无", "待补", "不详", "-", "/"]), field, "blank")
    main, sub = data["学籍主号"].str.upper(), data["学籍副号"]
    damaged = r"\d(\.\d+)?E\+\d+"
    report(main.str.fullmatch(damaged), "学籍主号", "precision")
    report(sub.str.fullmatch(damaged), "学籍副号", "precision")
    sound = main.str.fullmatch(r"\d{17}[\dX]")
    report(main.str.fullmatch(r"\d+X?") & ~sound, "学籍主号", "length")
    report(main.str.fullmatch(r"\d{8}|[A-Z][A-Z0-9]{4,13}"), "学籍主号", "document")
    births = pd.to_datetime(main.where(sound).str[6:14], format="%Y%m%d", errors="coerce")
    report(sound & births.isna(), "学籍主号", "birth-date")
    digits = np.array([list(map(int, text[:17])) for text in main[sound]])
    expected = np.array(list("10X98765432"))[(digits @ WEIGHTS) % 11]
    good = pd.Series(False, index=data.index)
    good[sound] = main[sound].str[17].to_numpy() == expected
    report(sound & births.notna() & ~good, "学籍主号", "check-digit")
    report(main.ne("") & main.duplicated(keep=False), "学籍主号", "duplicate")
    whole = sub.str.fullmatch(r"\d{19}")
    report(sub.str.fullmatch(r"\d+") & ~whole, "学籍副号", "length")
    report(~sub.str.fullmatch(r"\d*"), "学籍副号", "character")
    report(whole & (sub.str[:10] != CODE), "学籍副号", "school-code")
    report(whole & sub.duplicated(keep=False), "学籍副号", "duplicate")
    report(whole & (sub.str[15:] == "0000"), "学籍副号", "serial")
    grade = data["年级"].map({name: i + 1 for i, name in enumerate(GRADES)})
    report(grade.isna(), "年级", "value")
    stage = data["学段"].map({"小学": 1, "初中": 2, "高中": 3, "特教": 4})
    report(stage.isna(), "学段", "value")
    year = data["毕业届别"].str.extract(r"^(\d{4})届?$")[0].astype(float)
    report(year.isna(), "毕业届别", "value")
    report(~data["性别"].isin(["男", "女"]), "性别", "value")
    digit = pd.to_numeric(sub.where(whole).str[10], errors="coerce")
    by_grade = pd.Series(np.where(grade <= 5, 1, 2), index=data.index).where(grade.notna())
    report((stage != digit) & (digit == by_grade), "学段", "mismatch")
    report((stage != digit) & (stage == by_grade), "学籍副号", "stage")
    report((stage != by_grade) & (stage == digit), "年级", "mismatch")
    entry = pd.to_numeric(sub.where(whole).str[11:15], errors="coerce")
    from_grade = YEAR - (grade - np.where(stage == 1, 1, 6))
    from_year = year - np.where(stage == 1, 5, 4)
    report((entry != from_grade) & (from_grade == from_year), "学籍副号", "entry-year")
    report((entry != from_grade) & (entry == from_year), "年级", "mismatch")
    report((entry == from_grade) & (entry != from_year), "毕业届别", "mismatch")
    male = main.where(good).str[16].isin(list("13579"))
    report(good & (male != (data["性别"] == "男")), "性别", "mismatch")
    report(~data["姓名"].str.fullmatch(r"[\u4e00-\u9fa5·]{2,20}"), "姓名", "character")
    report(~data["班级"].str.contains(r"[\d一二三四五六七八九十]"), "班级", "value")
    age = YEAR - births.dt.year - ((births.dt.month * 100 + births.dt.day) > 831)
    report(good & ((age - grade - 5).abs() > 2), "学籍主号", "age")
    person = data["姓名"] + births.astype(str)
    report(births.notna() & person.duplicated(keep=False) & ~main.duplicated(keep=False),
           "姓名", "same-person")
    return sorted(found, key=lambda entry: entry["row"])


if __name__ == "__main__":
    print(json.dumps(check(sys.argv[1]), ensure_ascii=False))
