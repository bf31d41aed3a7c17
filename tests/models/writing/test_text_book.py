"""Writing texts with xlwt: what the workbook holds on to."""

from __future__ import annotations

import io

from models.writing.text_book import TextBook


def test_a_written_book_lets_go_of_its_rows() -> None:
    book = TextBook()
    sheet = book.add_sheet("1")
    sheet.write(0, 0, "甲")
    book.save(io.BytesIO())
    assert not sheet.rows
