"""Cells as people and programs really leave them: blank words, quotes, documents, garbled names,
classes that became dates, numbers in the wrong column."""

from __future__ import annotations

import pytest

from tests.builders import (
    finding, found, resident_id, student, students, sub_number, suggested, validator_of)

M, S = "main_number", "sub_number"
GOOD = resident_id()

BLANK = ["NULL", "None", "nan", "undefined", "待定", "待补充", "暂缺", "没有", "未办理", "办理中", "无身份证",
         "同上", "〃", "—", "–", "（无）", "“无”", "'无'", "[NULL]", "#REF!", "#VALUE!", "（暂无）"]


@pytest.mark.parametrize("field", [M, S, "name", "sex", "grade", "class_name", "graduation_year",
                                   "stage"])
@pytest.mark.parametrize("text", BLANK)
def test_words_that_mean_nothing_are_blanks_in_every_field(field: str, text: str) -> None:
    validator = validator_of([student(**{field: text})])
    assert (field, "blank") in found(validator)
    assert text in validator.message(finding(validator, "blank"))


def test_as_above_offers_the_value_above() -> None:
    rows = [student(1, class_name="3班"), student(2, class_name="同上"), student(3, class_name="〃")]
    validator = validator_of(rows)
    assert suggested(validator, "blank", 1) == suggested(validator, "blank", 2) == ["3班"]
    for field in (M, S, "name"):
        assert suggested(validator_of([student(1), student(2, **{field: "同上"})]), "blank", 1) == []


QUOTED = [("'", ""), ("`", ""), ("‘", "’"), ("“", "”"), ('"', '"'), ("＇", "")]


@pytest.mark.parametrize(("left", "right"), QUOTED)
def test_quotes_around_any_cell_are_a_matter_of_writing(left: str, right: str) -> None:
    sound = student()
    for field, text in sound.items():
        validator = validator_of([sound | {field: left + text + right}])
        assert found(validator) == {(field, "format")}
        assert suggested(validator, "format") == [text]


DOCUMENTS = [
    "123456789", "USA110073010501", "12AB34567", "FRA310012345678", "911124198108030024",
    "1234A567", "1/234567/8", "P1234567", "1234567890A", "PE1234567", "K03456789"]


@pytest.mark.parametrize("number", DOCUMENTS)
def test_every_lawful_document_can_be_confirmed(number: str) -> None:
    validator = validator_of([student(main_number=number)])
    assert found(validator) == {(M, "main-document")}
    assert validator.confirmable("main-document")


@pytest.mark.parametrize(("number", "rule"), [
    ("护照", "main-character"), ("ABCDEF", "main-character"), ("PASSPORT", "main-character"),
    ("A", "main-character"), ("Null号", "main-character"), ("1234567X", "main-length"),
    ("310117200003050X", "main-length"), ("911124198108030025", "main-check-digit")])
def test_what_is_no_document(number: str, rule: str) -> None:
    assert (M, rule) in found(validator_of([student(main_number=number)]))


def test_eight_digits_that_are_a_date_say_so() -> None:
    validator = validator_of([student(main_number="20000305")])
    assert "出生日期" in validator.message(finding(validator, "main-document"))
    assert "出生日期" not in validator.message(finding(
        validator_of([student(main_number="12345678")]), "main-document"))


@pytest.mark.parametrize("last", "xхХ×ｘχ")
def test_what_is_typed_for_the_last_x(last: str) -> None:
    number = next(number for order in range(1, 99, 2)
                  if (number := resident_id(order=order)).endswith("X"))
    validator = validator_of([student(main_number=number[:-1] + last)])
    assert suggested(validator, "format") == [number]


NAMES = [
    ("阿里木··买买提", "阿里木·买买提"), ("·阿里木", "阿里木"), ("阿里木·", "阿里木"), ("阿里木．", "阿里木"),
    ("买买提···艾力·", "买买提·艾力"), ("O''Brien", "O'Brien"), ("-Anna", "Anna"),
    ("寮犱笁", "张三"), ("ÕÅÈý", "张三"), ("å¼\xa0ä¸‰", "张三"), ("鐜嬩簲", "王五")]


@pytest.mark.parametrize(("text", "repaired"), NAMES)
def test_a_broken_name_has_its_repair(text: str, repaired: str) -> None:
    validator = validator_of([student(name=text)])
    assert ("name", "name-character") in found(validator)
    assert suggested(validator, "name-character") == [repaired]


@pytest.mark.parametrize("text", ["锟斤拷锟", "锟斤拷", "烫烫烫", "屯屯屯屯", "寮犱?"])
def test_a_garbled_name_without_a_repair_has_no_suggestion(text: str) -> None:
    validator = validator_of([student(name=text)])
    assert suggested(validator, "name-character") == []


@pytest.mark.parametrize("text", [
    "Mary A. Smith", "J.K. Rowling", "Jean-Paul", "Sean O'Brien", "St. John Smith",
    "John Smith Jr.", "'t Hooft", "D’Arcy", "濮阳洪", "屯文", "赵锟", "阿依古丽·买买提"])
def test_a_lawful_name_raises_nothing(text: str) -> None:
    assert found(validator_of([student(name=text)])) == set()


@pytest.mark.parametrize("dot", ".．。•・‧●∙⋅･﹒")
def test_dots_that_look_like_the_separator(dot: str) -> None:
    validator = validator_of([student(name=f"阿里木{dot}买买提")])
    assert suggested(validator, "format") == ["阿里木·买买提"]


def test_a_private_character_has_its_lawful_code() -> None:
    assert suggested(validator_of([student(name="李\ue863")]), "name-rare") == ["李䶮"]


DATES = ["2012-07-03", "7月3日", "Jul-03", "3-Jul", "41093", "2012/7/3", "2012-07-03 00:00:00",
         "七月三日"]


@pytest.mark.parametrize("text", DATES)
def test_a_class_that_became_a_date(text: str) -> None:
    rows = [*students(5, class_name="(1)班"), student(9, class_name=text)]
    validator = validator_of(rows)
    assert found(validator, 5) == {("class_name", "class-date")}
    assert suggested(validator, "class-date", 5) == ["(3)班"]  # the month is the grade


@pytest.mark.parametrize(("style", "expected"), [
    ("七(1)班", "七(3)班"), ("7(1)班", "七(3)班"), ("7-1", "7-3"), ("1班", "3班"), ("七(一)班", "七(三)班")])
def test_the_class_is_offered_in_the_rosters_own_style(style: str, expected: str) -> None:
    rows = [*students(5, class_name=style), student(9, class_name="7月3日")]
    assert suggested(validator_of(rows), "class-date", 5) == [expected]


def test_a_month_of_another_grade_offers_both_readings() -> None:
    rows = [*students(5, class_name="(1)班"), student(9, class_name="3月1日")]
    validator = validator_of(rows)
    suggestions = validator.suggestions(finding(validator, "class-date", 5))
    assert [s.value for s in suggestions] == ["(1)班", "3-1", "3(1)班"]
    assert all(suggestion.tentative for suggestion in suggestions)


@pytest.mark.parametrize("text", [
    "7月3号", "mar-01", "MAR-01", "Mar 1", "March 1", "1 March", "Mar 1, 2012", "1-Mar-2012", "1.Mar",
    "3/1/2012", "43160.0", "3月1日星期四", "三月一号", "03:01:00", "3:01", "Sept-1", "2012/03/01 0:00"])
def test_more_dates_and_times_that_were_classes(text: str) -> None:
    assert ("class_name", "class-date") in found(validator_of([student(class_name=text)]))


@pytest.mark.parametrize("text", [
    "3-1", "12-13", "6.1", "701", "70101", "3/1", "2012级1班", "20120301", "12-3-1", "1班"])
def test_what_is_no_date(text: str) -> None:
    assert ("class_name", "class-date") not in found(validator_of([student(class_name=text)]))


def test_numbers_in_each_others_column_are_swapped() -> None:
    validator = validator_of([student(main_number=sub_number(), sub_number=GOOD)])
    assert suggested(validator, "main-length") == [GOOD]
    assert suggested(validator, "sub-length") == [sub_number()]
    assert "填反" in validator.message(finding(validator, "main-length"))


def test_a_national_number_in_either_column() -> None:
    validator = validator_of([student(main_number="G" + GOOD)])
    assert suggested(validator, "main-character") == [GOOD]
    validator = validator_of([student(main_number="", sub_number="G" + GOOD)])
    assert suggested(validator, "blank") == [GOOD]
    assert suggested(validator, "sub-character") == [""]
    assert "全国学籍号" in validator.message(finding(validator, "sub-character"))


@pytest.mark.parametrize("sign", ["L", "。", "/", "号", "*"])
def test_one_foreign_sign_behind_a_sound_number(sign: str) -> None:
    validator = validator_of([student(main_number=GOOD + sign, sub_number=sub_number() + sign)])
    assert suggested(validator, "main-character") == [GOOD]
    assert suggested(validator, "sub-character") == [sub_number()]


@pytest.mark.parametrize(("text", "strange"), [
    ("31011NUL000305011", "NUL"), ("31-0117-20", "-"), ("身份证31", "身份证")])
def test_a_wrong_sign_is_named_as_it_stands(text: str, strange: str) -> None:
    validator = validator_of([student(main_number=text)])
    assert f"“{strange}”" in validator.message(finding(validator, "main-character"))


@pytest.mark.parametrize(("field", "text", "canonical"), [
    ("grade", "7年", "七年级"), ("grade", "七年", "七年级"), ("grade", "7年級", "七年级"),
    ("grade", "11级", "七年级"), ("grade", "'七年级", "七年级"), ("stage", "初級中學", "初中"),
    ("stage", "初中部", "初中"), ("graduation_year", "二〇一五届", "2015届"),
    ("graduation_year", "第2015届", "2015届"), ("graduation_year", "2015屆", "2015届"),
    ("graduation_year", "二零一五", "2015届")])
def test_more_that_is_understood(field: str, text: str, canonical: str) -> None:
    validator = validator_of([student(**{field: text})])
    assert found(validator) == {(field, "format")}
    assert suggested(validator, "format") == [canonical]


@pytest.mark.parametrize("text", ["小学二年级", "小二", "2年", "二年级", "小2"])
def test_grades_of_a_primary_school(text: str) -> None:
    rules = found(validator_of([student(1, 2, grade=text)]))
    assert rules <= {("grade", "format")}


@pytest.mark.parametrize("text", ["99届", "12届", "08届", "22届"])
def test_a_short_year_must_be_plausible(text: str) -> None:
    assert ("graduation_year", "graduation-value") in found(
        validator_of([student(graduation_year=text)]))


@pytest.mark.parametrize("text", ["二年3班", "2年3班", "小二(3)班", "小学二年级3班"])
def test_a_class_that_names_another_grade(text: str) -> None:
    assert found(validator_of([student(class_name=text)])) == {("class_name", "class-mismatch")}


@pytest.mark.parametrize("region", ["330113", "330114", "659008", "659011", "659012", "310117"])
def test_regions_newer_than_most_tables(region: str) -> None:
    assert (M, "main-region") not in found(validator_of([student(
        main_number=resident_id(region=region))]))


@pytest.mark.parametrize(("text", "repair"), [
    ("王小明1", "王小明"), ("1.王小明", "王小明"), ("★王小明", "王小明"), ("王小明(转入)", "王小明"),
    ("王小明（男", "王小明"), ("王小明\"", "王小明"), ("阿里木-买买提", "阿里木·买买提"),
    ("阿里木...买买提", "阿里木·买买提"), ("王小明。", "王小明"), ("&#29579;小明", "王小明"),
    ("王小明&nbsp;", "王小明"), ("\\u738b小明", "王小明"), ("%E7%8E%8B小明", "王小明")])
def test_a_name_with_something_beside_it_is_offered_without(text: str, repair: str) -> None:
    validator = validator_of([student(name=text)])
    assert ("name", "format") not in found(validator)  # nothing wrong is called safe
    assert suggested(validator, "name-character") == [repair]


@pytest.mark.parametrize("text", ["王小?", "?王小", "王*明", "王**", "王小\ufffd", "王小□", "王小明A"])
def test_a_sign_that_may_stand_for_a_letter_is_not_left_out(text: str) -> None:
    assert suggested(validator_of([student(name=text)]), "name-character") == []


@pytest.mark.parametrize("dot", "․ㆍ▪◦⦁⸳ꞏᐧ∘˙∙⋅﹒•・･‧●")
def test_more_dots_that_look_like_the_separator(dot: str) -> None:
    assert suggested(validator_of([student(name=f"阿里木{dot}买买提")]), "format") == ["阿里木·买买提"]


@pytest.mark.parametrize(("text", "canonical"), [
    ("Anne–Marie", "Anne-Marie"), ("Anne−Marie", "Anne-Marie"), ("O`Brien", "O'Brien"),
    ("O´Brien", "O'Brien"), ("OʼBrien", "O'Brien")])
def test_hyphens_and_apostrophes_of_other_keyboards(text: str, canonical: str) -> None:
    validator = validator_of([student(name=text)])
    assert found(validator) == {("name", "format")}
    assert suggested(validator, "format") == [canonical]


@pytest.mark.parametrize("word", [
    "空", "空白", "未填写", "未采集", "待录入", "待完善", "NA", "TBD", "（空）", "〃〃", "null null"])
@pytest.mark.parametrize("field", ["main_number", "name", "class_name", "stage"])
def test_more_words_for_nothing(field: str, word: str) -> None:
    assert (field, "blank") in found(validator_of([student(**{field: word})]))


@pytest.mark.parametrize("text", [
    "身份证号{}", "{}(身份证)", "No.{}", "={}", "310117-{}", "{}号码"])
def test_words_and_signs_around_a_sound_number(text: str) -> None:
    written = text.format(GOOD[6:] if text.startswith("310117") else GOOD)
    validator = validator_of([student(main_number=written)])
    assert suggested(validator, "main-character") == [GOOD]


@pytest.mark.parametrize(("text", "offered"), [
    ("{}.0", True), ("{}.00", True), ("31-{}", False), ("{}-1", False)])
def test_signs_in_a_secondary_number(text: str, offered: bool) -> None:
    validator = validator_of([student(sub_number=text.format(sub_number()))])
    assert suggested(validator, "sub-character") == ([sub_number()] if offered else [])


@pytest.mark.parametrize("text", ["护照E12345678", "E12345678（护照）", "港澳通行证：E12345678"])
def test_the_document_within_words(text: str) -> None:
    assert suggested(validator_of([student(main_number=text)]), "main-character") == ["E12345678"]


def test_letters_that_look_like_digits() -> None:
    validator = validator_of([student(main_number=GOOD.replace("0", "O"),
                                      sub_number=sub_number().replace("1", "l"))])
    assert suggested(validator, "main-character") == [GOOD]
    assert suggested(validator, "sub-character") == [sub_number()]


def test_a_serial_of_zeros_is_never_made() -> None:
    validator = validator_of([*students(5), student(9, sub_number=sub_number()[:15] + "000")])
    assert suggested(validator, "sub-length", 5) == []
