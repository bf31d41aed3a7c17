"""What each field means, in one sentence: shown where nothing is wrong."""

from __future__ import annotations

from models.fields import (
    CLASS_NAME, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, SEX, STAGE, SUB_NUMBER)

MEANINGS = {
    MAIN_NUMBER: "学生证件上的号码，内地学生是 18 位身份证号。在本市就读期间不变。",
    SUB_NUMBER: "学校发的 19 位学籍号：前十位是学校代码，然后是学段、入学年份和学生码。",
    NAME: "与户口簿或证件上的姓名一致。少数民族和外文译名用间隔号“·”。",
    SEX: "男或女，应与身份证号第 17 位一致。",
    GRADE: "学生现在所在的年级，应与入学年份、毕业届别一致。",
    CLASS_NAME: "按学校的写法填，里面要有班号。",
    GRADUATION_YEAR: "学生从本学段毕业的年份，例如“2013届”。",
    STAGE: "小学、初中、高中或特教。",
}
