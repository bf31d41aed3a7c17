"""What file dialogs offer."""

from __future__ import annotations

TABLE_FILTER = ("表格 (*.xls *.xlsx *.xlsm *.ods *.csv *.tsv *.txt *.html *.htm *.xml)"
                ";;所有文件 (*)")
"""Every format that a table is read from."""
