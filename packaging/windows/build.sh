#!/bin/bash
# `make windows`: the Windows program, built on Debian 12 as root, from nothing.
#
# Leaves in dist/ a portable zip and an installer. What was fetched or made on the way is kept outside the
# tree (XUEJI_WINDOWS_CACHE, else ~/.cache/xueji-windows) and used again while its hash is the same.
# How it is done: environment.sh makes a Debian 13 folder with wine and a genuine, verified Windows Python in
# it; PyInstaller runs in wine with packaging/xueji.spec; NSIS packs the result.

. "$(dirname "$0")/environment.sh"

need_root
mkdir -p "$CACHE" "$DIST"
VERSION=$(app_version)
[ -n "$VERSION" ] || die "no version in setup.cfg"
SETUP=学籍总库校对-安装程序-$VERSION.exe
ZIP=学籍总库校对-免安装-$VERSION.zip
SOURCE_DATE_EPOCH=$(git -C "$TREE" log -1 --format=%ct 2>/dev/null || echo 1577836800)

make_root
windows_python build "$TREE/requirements/run.txt" "$HERE/build.txt"

say "packing with PyInstaller (about a minute)"
snapshot
rm -rf "$CACHE/packed/xueji"
windows /mnt/cache/python-build/python.exe -m PyInstaller --noconfirm --log-level WARN \
    --workpath 'Z:\mnt\cache\work' --distpath 'Z:\mnt\cache\packed' 'Z:\mnt\cache\source\packaging\xueji.spec' \
    >"$CACHE/pyinstaller.log" 2>&1 || { tail -20 "$CACHE/pyinstaller.log" >&2; die "PyInstaller failed"; }
in_root python3 /mnt/tree/packaging/windows/finish.py complete /mnt/cache/work/xueji/warn-xueji.txt
in_root python3 /mnt/tree/packaging/windows/finish.py check /mnt/cache/packed/xueji

say "portable zip and installer"
rm -f "$DIST"/学籍总库校对-*
in_root SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" sh -euc '
    cd /mnt/tree/packaging/windows
    python3 finish.py files /mnt/cache/packed/xueji /mnt/cache/uninstall.nsh
    makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$0" -DICON=/mnt/cache/source/resources/icons/xueji.ico \
        -DOUTPUT=/mnt/cache/打开学籍总库校对.exe launcher.nsi
    python3 finish.py zip /mnt/cache/packed/xueji "/mnt/dist/$2" 学籍总库校对 /mnt/cache/打开学籍总库校对.exe 请先看.txt
    makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$0" -DFOLDER=/mnt/cache/packed/xueji -DFILES=/mnt/cache/uninstall.nsh \
        -DICON=/mnt/cache/source/resources/icons/xueji.ico -DOUTPUT="/mnt/dist/$1" installer.nsi
    python3 finish.py sizes /mnt/cache/packed/xueji "/mnt/dist/$2" "/mnt/dist/$1"
' "$VERSION" "$SETUP" "$ZIP"
say "done: $DIST/$SETUP, $DIST/$ZIP"
