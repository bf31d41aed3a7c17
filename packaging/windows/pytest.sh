#!/bin/bash
# Tests run by the genuine Windows Python in wine: what reads, writes, names, locks and starts files, where
# Windows behaves otherwise than POSIX. The window has its own test (test.sh), the rules are the same
# everywhere; sending is tried against servers that this Python lacks. Words are handed on to pytest.

. "$(dirname "$0")/environment.sh"

need_root
make_root
windows_python test "$TREE/requirements/run.txt" "$HERE/test.txt"
# What the tests start must find the modules, too: with this file Python looks nowhere else.
grep -q mnt "$CACHE/python-test/python312._pth" || printf 'Z:\\mnt\\tree\n' >>"$CACHE/python-test/python312._pth"
mkdir -p "$CACHE/pytest" && chown 1000:1000 "$CACHE/pytest"
# Left out: what needs an FTP server, and what does not pass on Windows: leftovers of an interrupted run are not
# repaired at the next start there, a spoilt ledger can't be set aside, and a few tests assume POSIX themselves.
[ $# -gt 0 ] || set -- tests/models tests/app tests/packaging/test_windows_behaviour.py \
    --ignore=tests/app/ftp --ignore=tests/app/commands/test_hand_in.py --ignore=tests/app/test_output_notes.py \
    --deselect=tests/models/intake/test_account.py::test_text_tables_are_read_by_their_own_habit \
    --deselect=tests/app/commands/test_audit.py::test_a_run_that_was_killed_is_gone_on_with \
    --deselect=tests/app/commands/test_export.py::test_interrupted_output_elsewhere_is_repaired_and_told \
    --deselect=tests/app/handing_in/test_ledger.py::test_lines_come_back_as_they_were_put \
    --deselect=tests/app/handing_in/test_ledger.py::test_a_lost_or_spoilt_file_shows_and_new_lines_are_kept
in_root setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/user LC_ALL=zh_CN.UTF-8 TZ=Asia/Shanghai CI=true \
    WINEPREFIX=/mnt/cache/pytest/prefix 'HYPOTHESIS_STORAGE_DIRECTORY=C:\hypothesis' sh -c '
    cd /mnt/tree
    [ -f "$WINEPREFIX/system.reg" ] || { wineboot -u && wineserver -w; } >/dev/null 2>&1
    exec wine64 /mnt/cache/python-test/python.exe -X utf8 -u -m pytest -c packaging/windows/pytest.ini --rootdir . "$@"
' pytest "$@"
