"""Every action of the program in one table: text, keys, menu, and what it needs to be possible; and
the keys that belong to no menu. All that names a key or an action takes it from here.
"""

from __future__ import annotations

from enum import Enum, Flag, auto
from typing import NamedTuple


class Need(Flag):
    """What must be there for an action to be possible."""

    NOTHING = 0
    DOCUMENT = auto()
    EDITABLE = auto()
    UNDO = auto()
    REDO = auto()
    PROBLEMS = auto()
    NOTES = auto()
    REMAP = auto()


class Act(Enum):
    """The actions, by name; the value is the action's object name."""

    OPEN = "actionOpen"
    MERGE = "actionMerge"
    MERGE_FILES = "actionMergeFiles"
    NOTES = "actionNotes"
    REMAP = "actionRemap"
    SUBMIT = "actionSubmit"
    HAND_IN = "actionHandIn"
    LEDGER = "actionLedger"
    STORED = "actionStored"
    CLOSE = "actionClose"
    QUIT = "actionQuit"
    UNDO = "actionUndo"
    REDO = "actionRedo"
    COPY = "actionCopy"
    PASTE = "actionPaste"
    CLEAR = "actionClear"
    FILL_DOWN = "actionFillDown"
    INSERT_ROW = "actionInsertRow"
    DELETE_ROWS = "actionDeleteRows"
    DISPOSE = "actionDispose"
    SEARCH = "actionSearch"
    REPLACE = "actionReplace"
    NEXT = "actionNextProblem"
    PREVIOUS = "actionPreviousProblem"
    SHOW_ALL = "actionShowAll"
    SHOW_PROBLEMS = "actionShowProblems"
    SHOW_EDITED = "actionShowEdited"
    RERUN = "actionRerunFilter"
    PROBLEM_PANEL = "actionProblemPanel"
    INSPECTOR = "actionInspector"
    COLUMNS = "actionColumns"
    PROBLEM_COLUMNS = "actionProblemColumns"
    REGIONS = "actionRegions"
    MASK = "actionMask"
    ZOOM_IN = "actionZoomIn"
    ZOOM_OUT = "actionZoomOut"
    ZOOM_RESET = "actionZoomReset"
    SCHOOL = "actionSchool"
    FORMAT = "actionFormat"
    SURE = "actionSure"
    FIX_ALL = "actionFixAll"
    CONFIRM = "actionConfirm"
    CONFIRM_ALL = "actionConfirmAll"
    NEW_NUMBERS = "actionNewNumbers"
    TABLES = "actionTables"
    ISSUED_FORM = "actionIssuedForm"
    CONFIRMATION = "actionConfirmationSheets"
    PROOF = "actionProofReport"
    COMPARE = "actionCompare"
    SLIPS_OUT = "actionSlipsOut"
    SLIPS_IN = "actionSlipsIn"
    STATISTICS = "actionStatistics"
    PHOTOS = "actionPhotos"
    DISTRICT = "actionDistrict"
    HELP = "actionHelp"
    SHORTCUTS = "actionShortcuts"
    ABOUT = "actionAbout"


class Menu(Enum):
    """The menus in order, with their titles."""

    FILE = "文件(&F)"
    EDIT = "编辑(&E)"
    VIEW = "查看(&V)"
    TOOLS = "工具(&T)"
    HELP = "帮助(&H)"


class Entry(NamedTuple):
    """One action's line in the table. ``in_table`` keys work only where the table has the focus;
    ``gap`` puts a line above it in its menu; ``panel_keys`` are keys that the panels watch;
    ``names_numbers`` tells that a region may call what is named otherwise."""

    act: Act
    menu: Menu
    text: str
    keys: tuple[str, ...] = ()
    need: Need = Need.DOCUMENT
    gap: bool = False
    checkable: bool = False
    in_table: bool = False
    panel_keys: str = ""
    names_numbers: bool = False


_EDIT = Need.DOCUMENT | Need.EDITABLE

TABLE = (
    Entry(Act.OPEN, Menu.FILE, "打开名册(&O)…", ("Ctrl+O",), Need.NOTHING),
    Entry(Act.MERGE, Menu.FILE, "合并文件夹里的班级（校点）表(&Z)…", ("Ctrl+Shift+O",), Need.NOTHING),
    Entry(Act.MERGE_FILES, Menu.FILE, "合并选中的班级（校点）表(&F)…", (), Need.NOTHING),
    Entry(Act.NOTES, Menu.FILE, "打开说明(&N)", (), Need.DOCUMENT | Need.NOTES, gap=True),
    Entry(Act.REMAP, Menu.FILE, "重新指定各列(&M)…", (), Need.DOCUMENT | Need.REMAP),
    Entry(Act.SUBMIT, Menu.FILE, "生成上报文件(&G)…", ("Ctrl+E",), gap=True),
    Entry(Act.HAND_IN, Menu.FILE, "上报清单(&J)…", ("Ctrl+Shift+E",)),
    Entry(Act.LEDGER, Menu.FILE, "台账(&D)…", need=Need.NOTHING),
    Entry(Act.STORED, Menu.FILE, "清除已保存的工作(&K)…", (), Need.NOTHING),
    Entry(Act.CLOSE, Menu.FILE, "关闭名册(&C)", ("Ctrl+W",), gap=True),
    Entry(Act.QUIT, Menu.FILE, "退出(&X)", ("Ctrl+Q",), Need.NOTHING),
    Entry(Act.UNDO, Menu.EDIT, "撤销(&U)", ("Ctrl+Z",), _EDIT | Need.UNDO),
    Entry(Act.REDO, Menu.EDIT, "重做(&R)", ("Ctrl+Y", "Ctrl+Shift+Z"), _EDIT | Need.REDO),
    Entry(Act.COPY, Menu.EDIT, "复制(&C)", ("Ctrl+C",), gap=True, in_table=True),
    Entry(Act.PASTE, Menu.EDIT, "粘贴(&P)", ("Ctrl+V",), _EDIT, in_table=True),
    Entry(Act.CLEAR, Menu.EDIT, "清空内容(&L)", ("Del",), _EDIT, in_table=True),
    Entry(Act.FILL_DOWN, Menu.EDIT, "向下填充(&D)", ("Ctrl+D",), _EDIT, in_table=True),
    Entry(Act.INSERT_ROW, Menu.EDIT, "插入一行(&I)…", ("Ctrl+Shift+=",), _EDIT, gap=True,
          in_table=True),
    Entry(Act.DELETE_ROWS, Menu.EDIT, "删除所选行(&E)…", ("Ctrl+Shift+-",), _EDIT, in_table=True),
    Entry(Act.DISPOSE, Menu.EDIT, "所选学生的去向(&G)…", ("Ctrl+K",), _EDIT, in_table=True),
    Entry(Act.SEARCH, Menu.EDIT, "查找(&F)", ("Ctrl+F",), gap=True),
    Entry(Act.REPLACE, Menu.EDIT, "查找和替换(&H)…", ("Ctrl+H",)),
    Entry(Act.NEXT, Menu.VIEW, "下一处问题(&N)", ("F8",), Need.DOCUMENT | Need.PROBLEMS),
    Entry(Act.PREVIOUS, Menu.VIEW, "上一处问题(&P)", ("Shift+F8",), Need.DOCUMENT | Need.PROBLEMS),
    Entry(Act.SHOW_ALL, Menu.VIEW, "全部学生(&A)", ("Ctrl+1",), gap=True),
    Entry(Act.SHOW_PROBLEMS, Menu.VIEW, "有问题的(&W)", ("Ctrl+2",)),
    Entry(Act.SHOW_EDITED, Menu.VIEW, "改过的(&E)", ("Ctrl+3",)),
    Entry(Act.RERUN, Menu.VIEW, "重新筛选(&R)", ("F5",)),
    Entry(Act.PROBLEM_PANEL, Menu.VIEW, "问题列表(&L)", ("Ctrl+Alt+1",), gap=True, checkable=True),
    Entry(Act.INSPECTOR, Menu.VIEW, "问题说明(&I)", ("Ctrl+Alt+2",), checkable=True),
    Entry(Act.COLUMNS, Menu.VIEW, "列的显示和顺序(&C)…", gap=True),
    Entry(Act.PROBLEM_COLUMNS, Menu.VIEW, "只看有问题的列(&H)", ("Ctrl+Alt+3",), checkable=True),
    Entry(Act.MASK, Menu.VIEW, "遮住身份证号(&M)", ("Ctrl+M",), checkable=True),
    Entry(Act.ZOOM_IN, Menu.VIEW, "放大(&Z)", ("Ctrl+=",), gap=True),
    Entry(Act.ZOOM_OUT, Menu.VIEW, "缩小(&O)", ("Ctrl+-",)),
    Entry(Act.ZOOM_RESET, Menu.VIEW, "恢复大小(&S)", ("Ctrl+0",)),
    Entry(Act.SCHOOL, Menu.TOOLS, "核对学校(&S)", ("Ctrl+L",)),
    Entry(Act.FORMAT, Menu.TOOLS, "一键规范写法(&F)…", ("Ctrl+G",), _EDIT),
    Entry(Act.SURE, Menu.TOOLS, "列出只有一种改法的(&U)", ("Ctrl+Shift+G",), _EDIT | Need.PROBLEMS),
    Entry(Act.FIX_ALL, Menu.TOOLS, "同类问题一起修改(&A)…", (), _EDIT | Need.PROBLEMS,
          gap=True, panel_keys="Alt+8"),
    Entry(Act.CONFIRM, Menu.TOOLS, "所选格子情况属实(&Q)…", (), _EDIT | Need.PROBLEMS,
          panel_keys="Alt+0"),
    Entry(Act.CONFIRM_ALL, Menu.TOOLS, "同类问题都情况属实(&L)…", (), _EDIT | Need.PROBLEMS,
          panel_keys="Alt+9"),
    Entry(Act.COMPARE, Menu.TOOLS, "与另一份名单核对(&C)…", ("Ctrl+Shift+D",), _EDIT,
          gap=True),
    Entry(Act.NEW_NUMBERS, Menu.TOOLS, "编发学籍副号(&N)…", (), _EDIT, names_numbers=True),
    Entry(Act.TABLES, Menu.TOOLS, "统计表、名单和异动登记表(&W)…"),
    Entry(Act.ISSUED_FORM, Menu.TOOLS, "填写下发的更正表(&B)…", gap=True),
    Entry(Act.SLIPS_OUT, Menu.TOOLS, "导出班主任问题单(&E)…"),
    Entry(Act.SLIPS_IN, Menu.TOOLS, "收回问题单(&I)…", (), _EDIT),
    Entry(Act.CONFIRMATION, Menu.TOOLS, "打印信息确认单(&P)…"),
    Entry(Act.STATISTICS, Menu.TOOLS, "班级统计(&T)…"),
    Entry(Act.PROOF, Menu.TOOLS, "校对报告(&R)…"),
    Entry(Act.PHOTOS, Menu.TOOLS, "检查照片(&H)…", gap=True),
    Entry(Act.REGIONS, Menu.TOOLS, "地区设置(&G)…", (), Need.NOTHING, gap=True),
    Entry(Act.DISTRICT, Menu.TOOLS, "检查各校上报文件(&D)…", (), Need.NOTHING),
    Entry(Act.HELP, Menu.HELP, "使用帮助(&H)", ("F1",), Need.NOTHING),
    Entry(Act.SHORTCUTS, Menu.HELP, "快捷键(&K)", ("Ctrl+F1",), Need.NOTHING),
    Entry(Act.ABOUT, Menu.HELP, "关于(&A)", (), Need.NOTHING, gap=True),
)


_BY_ACT = {entry.act: entry for entry in TABLE}

CONFIRM_NUMBER = 0
SUGGESTION_NUMBERS = range(1, 6)
REASON_NUMBERS = (6, 7)
"""Alt and one of these: the answers of the inspector."""
NEXT_PANE, PREVIOUS_PANE = "F6", "Shift+F6"
EDIT_CELL = "F2"
SELECT_ALL = "Ctrl+A"
CUT = "Ctrl+X"
TAKE_CHOSEN, TAKE_CHOSEN_TOO = "Ctrl+Enter", "Ctrl+Return"
"""The Enter key of the number pad, and the big one."""
MOVE_UP, MOVE_DOWN = "Alt+Up", "Alt+Down"


def answer_keys(number: int) -> str:
    """The keys of the inspector's answer with this number."""
    return f"Alt+{number}"


def keys_of(act: Act) -> str:
    """The keys of an action as a text shows them; "" if it has none."""
    entry = _BY_ACT[act]
    return entry.panel_keys or "".join(entry.keys[:1])


def title_of(act: Act) -> str:
    """What an action is called, without the letter that the menu underlines."""
    start, _, end = _BY_ACT[act].text.partition("(&")
    return start + end[2:]


def can_be_undone() -> str:
    """The end of a sentence that tells what was done."""
    return f"{keys_of(Act.UNDO)} 可撤销。"


def shortcuts() -> list[tuple[str, str]]:
    """What can be done with which keys, for the help: those of the menus, then the others."""
    first, *_, last = map(answer_keys, SUGGESTION_NUMBERS)
    return [
        *((keys_of(act), title_of(act).rstrip("…")) for act in _BY_ACT if keys_of(act)),
        (f"{first} … {last}", f"采用右边的第 1…{len(SUGGESTION_NUMBERS)} 个建议"),
        ("、".join(map(answer_keys, REASON_NUMBERS)), "情况属实，用右边列出的原因"),
        (f"{NEXT_PANE}、{PREVIOUS_PANE}", "到问题列表、表格、问题说明"),
        (f"{EDIT_CELL}、直接打字", "修改当前这一格"), ("Enter、Tab", "改好，到下一格"),
        (TAKE_CHOSEN, "把选中的一起改；照片：用选中的这张"), (CUT, "剪切"),
        (f"{MOVE_UP}、{MOVE_DOWN}", "把一列往上、往下移"),
        ("Shift+F10", "当前这一格的菜单，如排序"),
        ("Esc", "放弃正在打的字；关闭对话框"), (SELECT_ALL, "选中全部"),
        ("Shift+方向键", "扩大选中的范围")]
