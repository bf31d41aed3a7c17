"""Teachers' own words on slips: what says that nothing is wrong, what is a remark, what a value."""

from __future__ import annotations

from itertools import product

import pytest

from app.slip_words import (
    is_of_another_field, is_remark, may_be_cut_off, says_nothing_is_wrong, told_value)

RIGHT = """确认无误 没问题 已核对 信息无误 OK 是 属实 不用改 与户口簿一致 以户口本为准 — -- ／ 无误 正确 对的 没错 √ ✔ 一致 同户口本
与户口本一致，无误 已核对，无误。 核对无误 经核实无误 已与家长核对，无误 家长确认无误 以户口簿为准，无误 没有问题 无问题 没有错误 不需要更改 无需修改 不改
不变 保持不变 维持原样 原来的对 原信息正确 同左 同原 照旧 情况属实 确实如此 就是这样 户口本上就是这样 身份证号码正确 姓名正确 此项正确 均无误 已查证 无更正
无变化 暂无更正 無誤 已核對 Yes 好的 可以 不必修改 和户口本一致 与身份证相符 跟户口本一样 核对过了 查过了没错 按户口本 N/A 没毛病 无改动 是对的 不用更正 原数据正确
系统信息正确 经家长核实信息正确 名字没错 没写错 没有填错 无误√ 确认无误（王老师） 无误，谢谢""".split()
VALUES = """男 女 王是 张确 李无 吴正确 对岸 王一致 男性 5班 一班 2004-03-15 王好 无名 不对 有误 错了 不一致 不正确 不是 需要改 不属实 没核对 未核对
尚未确认 不确定 和平 何同 全福 310117200403150001""".split()


@pytest.mark.parametrize("words", RIGHT)
def test_nothing_is_wrong(words: str) -> None:
    assert says_nothing_is_wrong(words)


@pytest.mark.parametrize("words", VALUES)
def test_something_else_is_said(words: str) -> None:
    assert not says_nothing_is_wrong(words)


def test_words_are_put_together_freely() -> None:
    for who, how, document, right in product(
            ("", "家长", "经本人", "已与家长"), ("", "核对", "确认过"),
            ("与户口簿", "以身份证", "和户口本上的"), ("一致", "为准", "完全一致，无误！")):
        assert says_nothing_is_wrong(f"{who}{how}{document}{right}")


@pytest.mark.parametrize("words", """已转学 不知道 查无此人 见备注 户口簿上是王小明 名字是王小明 请假未核 休学 错别字 同音字 改名 与身份证不符 没有户口
待派出所 联系不上家长 双胞胎""".split())
def test_remarks_are_no_values(words: str) -> None:
    assert is_remark(words) and not says_nothing_is_wrong(words)


@pytest.mark.parametrize("words", ["王小明", "男", "七(2)班", "阿卜杜·买买提", "Wang Xiaoming", "一年级"])
def test_values_are_no_remarks(words: str) -> None:
    assert not is_remark(words)


@pytest.mark.parametrize("words, value", [
    ("应为王小明", "王小明"), ("更正为：王小明", "王小明"), ("应该是“王小明”。", "王小明"), ("应在2班", "2班"),
    ("男√", "男"), ("女（户口簿）", "女"), ("王小明（已核对）", "王小明"), ("七(2)班", "七(2)班"), ("应小明", "应小明"),
    ("2012-09-01", "2012-09-01"), ("实小明", "实小明")])
def test_a_value_in_a_sentence(words: str, value: str) -> None:
    assert told_value(words) == value


@pytest.mark.parametrize("words", ["男", "女生", "七年级", "初一", "二班", "王小明 男", "小学"])
def test_a_name_that_is_another_fields(words: str) -> None:
    assert is_of_another_field(words)


@pytest.mark.parametrize("words", ["王胜男", "王小明", "欧阳一", "女娲"])
def test_names_are_names(words: str) -> None:
    assert not is_of_another_field(words)


@pytest.mark.parametrize("words, cut", [
    ("310117200001010000", True), ("3101170001220110000", True), ("310117200001010010", False),
    ("2班", False), ("310117200001010", False)])
def test_numbers_that_excel_cut_off(words: str, cut: bool) -> None:
    assert may_be_cut_off(words) is cut
