#!/bin/bash
# `make windows-test`: what `make windows` left in dist/, tried in wine as a clerk would use it.
#
# Installs it silently into a fresh wine prefix, runs both programs on rosters in folders with Chinese names,
# drives the window with real keys, compares what is written with what Linux writes, measures start-up,
# uninstalls; see e2e.py for the steps. Then the tests of what Windows does otherwise run there (pytest.sh).
# Screenshots and measurements are left in dist/windows-test/; tried.sha256 remembers what was tried.

. "$(dirname "$0")/environment.sh"

need_root
VERSION=$(app_version)
SETUP=学籍总库校对-安装程序-$VERSION.exe
ZIP=学籍总库校对-免安装-$VERSION.zip
for file in "$SETUP" "$ZIP"; do
    [ -f "$DIST/$file" ] || die "no $DIST/$file: run make windows first"
done
PYTHON=$TREE/.venv/bin/python
[ -x "$PYTHON" ] || die "no $PYTHON: run make setup-run first"
make_root
windows_python build "$TREE/requirements/run.txt" "$HERE/build.txt"

key=$(hash_of "$HERE"/bare/* "$HERE/../bundle.py" "$HERE/xueji.manifest" "$CACHE/python-build/.made-for")
if [ "$(cat "$CACHE/packed/bare/.made-for" 2>/dev/null || true)" != "$key" ]; then
    say "packing an empty window to compare with"
    rm -rf "$CACHE/packed/bare"
    windows /mnt/cache/python-build/python.exe -m PyInstaller --noconfirm --log-level WARN \
        --workpath 'Z:\mnt\cache\work' --distpath 'Z:\mnt\cache\packed' 'Z:\mnt\cache\source\packaging\windows\bare\bare.spec' \
        >"$CACHE/pyinstaller-bare.log" 2>&1 || { tail -20 "$CACHE/pyinstaller-bare.log" >&2; die "PyInstaller failed"; }
    printf '%s\n' "$key" >"$CACHE/packed/bare/.made-for"
fi

say "what is said on an older Windows"
in_root WINEPREFIX=/mnt/cache/prefix sh -euc '
    cd /tmp
    makensis -V1 -INPUTCHARSET UTF8 -DTARGET=amd64-unicode -DVERSION="$0" -DICON=/mnt/cache/source/resources/icons/xueji.ico \
        -DOUTPUT=/tmp/open.exe /mnt/tree/packaging/windows/launcher.nsi
    tell() { # tell VERSION PROGRAM EXPECTED: the exit code on that Windows; without a display no box waits
        wine64 reg add "HKCU\\Software\\Wine\\AppDefaults\\$(basename "$2")" /v Version /d "$1" /f >/dev/null 2>&1
        code=0; timeout 60 wine64 "$2" /S >/dev/null 2>&1 || code=$?
        wine64 reg delete "HKCU\\Software\\Wine\\AppDefaults\\$(basename "$2")" /f >/dev/null 2>&1
        [ "$code" = "$3" ] || { echo "windows-test: failed: on $1 $(basename "$2") ended with $code, not $3" >&2; exit 1; }
    }
    cp "$1" setup.exe
    tell win7 /tmp/setup.exe 3; tell win81 /tmp/setup.exe 3
    tell win7 /tmp/open.exe 3; tell win10 /tmp/open.exe 4
' "$VERSION" "/mnt/dist/$SETUP"

say "what Linux says and writes (from the same source that was packed)"
WORK=$CACHE/e2e
rm -rf "$WORK" && mkdir -p "$WORK/linux" "$WORK/samples"
for sample in "$CACHE"/source/resources/samples/*.xls "$CACHE"/source/resources/samples/*.xlsx; do cp "$sample" "$WORK/samples/"; done
"$PYTHON" "$HERE/e2e_roster.py" make "$WORK"
(cd "$WORK/samples" && for sample in *; do
    code=0
    "$PYTHON" "$CACHE/source/main.py" check "$sample" --json >"$WORK/out" || code=$?
    printf '{"code": %s, "output": %s}\n' "$code" "$(cat "$WORK/out")" >"$WORK/linux/$sample.json"
done)
"$PYTHON" "$CACHE/source/main.py" export "$WORK"/*.xlsx --fix-safe --edits "$WORK/edits.json" --out "$WORK/linux"
chown -R 1000:1000 "$WORK"

say "trying the Windows program in wine"
in_root setpriv --reuid=1000 --regid=1000 --clear-groups \
    python3 /mnt/tree/packaging/windows/e2e.py /mnt/cache/e2e "/mnt/dist/$SETUP" "/mnt/dist/$ZIP" /mnt/cache/packed/bare

say "comparing with Linux, cell by cell"
"$PYTHON" "$HERE/e2e_roster.py" compare "$WORK/windows" "$WORK/linux"
"$PYTHON" "$HERE/e2e_roster.py" compare "$WORK/windows-cli" "$WORK/linux"
mkdir -p "$DIST/windows-test"
cp "$WORK"/*.png "$WORK/start-up.json" "$DIST/windows-test/"

say "running the tests with the Windows Python in wine"
"$HERE/pytest.sh"

"$PYTHON" "$HERE/tried.py" record
say "passed; screenshots in $DIST/windows-test"
