#!/bin/bash
# Tests run by the genuine Windows Python in wine: what reads, writes, names, locks and starts files, where
# Windows behaves otherwise than POSIX. The window has its own test (test.sh), the rules are the same
# everywhere; what is sent to an FTP server is left out: this Python has none. Words are handed on to pytest.

. "$(dirname "$0")/environment.sh"

need_root
make_root
windows_python test "$TREE/requirements/run.txt" "$HERE/test.txt"
# What the tests start must find the modules, too: with this file Python looks nowhere else.
grep -q mnt "$CACHE/python-test/python312._pth" || printf 'Z:\\mnt\\tree\n' >>"$CACHE/python-test/python312._pth"
mkdir -p "$CACHE/pytest" && chown 1000:1000 "$CACHE/pytest"
[ $# -gt 0 ] || set -- tests/models tests/app tests/packaging/test_windows_behaviour.py \
    --ignore=tests/app/ftp
as_user() { # as_user SCRIPT WORDS...: as somebody without privileges, with a wine prefix of his own
    in_root setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/user LC_ALL=zh_CN.UTF-8 TZ=Asia/Shanghai CI=true \
        WINEPREFIX=/mnt/cache/pytest/prefix 'HYPOTHESIS_STORAGE_DIRECTORY=C:\hypothesis' sh -c "$@"
}
if [ ! -f "$CACHE/pytest/prefix/system.reg" ]; then
    first_start wine as_user 'exec >/mnt/cache/pytest/wine.log 2>&1; wineboot -u && wineserver -w' ||
        die "wineboot failed: see $CACHE/pytest/wine.log"
fi
as_user '
    cd /mnt/tree
    exec wine64 /mnt/cache/python-test/python.exe -X utf8 -u -m pytest -c packaging/windows/pytest.ini --rootdir . "$@"
' pytest "$@"
