"""What file dialogs offer."""

from __future__ import annotations

_TABLES = "*.xls *.xlsx *.xlsm *.ods *.csv *.tsv *.txt *.html *.htm *.xml"
_ALL = ";;所有文件 (*)"

TABLE_FILTER = f"表格 ({_TABLES}){_ALL}"
"""Every format that a table is read from."""
ROSTER_FILTER = f"名册 ({_TABLES}){_ALL}"
LIST_FILTER = f"名单 ({_TABLES} *.dbf){_ALL}"
"""Lists also come from old databases."""
