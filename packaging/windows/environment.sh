# Sourced by build.sh and test.sh: where things are kept, and a Debian folder with wine in it.
#
# Everything fetched or made on the way stays outside the tree, in XUEJI_WINDOWS_CACHE, and is used
# again as long as the hash it is kept under is the same. Nothing is mounted for longer than one command.

set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TREE=$(cd "$HERE/../.." && pwd)
CACHE=${XUEJI_WINDOWS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/xueji-windows}
DIST=${XUEJI_DIST:-$TREE/dist}
MIRROR=${XUEJI_DEBIAN_MIRROR:-http://deb.debian.org/debian}

# Debian 12's wine 8 lacks a class that Qt 6.5 asks for; the one in Debian 13 has it.
SUITE=trixie
PACKAGES="wine wine64 xvfb openbox xdotool x11-utils xclip imagemagick fonts-noto-cjk nsis osslsigncode \
ca-certificates python3-minimal libpython3-stdlib locales"
ROOT=$CACHE/root

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'windows: %s\n' "$*" >&2; exit 1; }

hash_of() { sha256sum "$@" | cut -d" " -f1 | sha256sum | cut -c1-16; }

need_root() { [ "$(id -u)" = 0 ] || die "needs root (it makes a Debian folder and enters it)"; }

need_command() { # need_command COMMAND DEBIAN-PACKAGE
    command -v "$1" >/dev/null || install_package "$2"
}

install_package() {
    say "apt-get install $1"
    { apt-get update -q && apt-get install -qy --no-install-recommends "$1"; } >"$CACHE/apt.log" 2>&1 ||
        die "$1 is missing and could not be installed: see $CACHE/apt.log"
}

# A Python with pip on this machine, for downloads only.
host_python() {
    local python=${PYTHON:-$TREE/.venv/bin/python}
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        python=$CACHE/tools/bin/python
        if ! "$python" -m pip --version >/dev/null 2>&1; then
            need_command python3 python3
            python3 -c 'import ensurepip' 2>/dev/null || install_package python3-venv
            python3 -m venv "$CACHE/tools" >&2
        fi
    fi
    printf '%s\n' "$python"
}

# Enter the Debian folder for one command. The tree, the cache and dist are at /mnt/tree, /mnt/cache and
# /mnt/dist. Mounts and processes are the command's own and end with it; the network is shut off unless
# NETWORK=yes, so what runs inside proves that it works offline. What takes 20 minutes hangs and is ended.
in_root() {
    local net=--net
    [ "${NETWORK:-no}" = yes ] && net=
    mkdir -p "$ROOT/mnt/tree" "$ROOT/mnt/cache" "$ROOT/mnt/dist" "$DIST"
    # shellcheck disable=SC2086,SC2016
    nice -n "${XUEJI_NICE:-10}" unshare --mount --pid --fork --kill-child $net bash -euc '
        root=$1 tree=$2 cache=$3 dist=$4; shift 4
        mount --make-rprivate /
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs tmpfs "$root/tmp"
        mount --bind "$tree" "$root/mnt/tree"
        mount --bind "$cache" "$root/mnt/cache"
        mount --bind "$dist" "$root/mnt/dist"
        exec timeout 1200 chroot "$root" /usr/bin/env -i PATH=/usr/lib/wine:/usr/sbin:/usr/bin:/sbin:/bin \
            HOME=/root LANG=C.UTF-8 LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy=$http_proxy} \
            WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe=" \
            PYTHONDONTWRITEBYTECODE=1 XDG_RUNTIME_DIR=/tmp "$@"
    ' enter "$ROOT" "$TREE" "$CACHE" "$DIST" "$@"
}

make_root() {
    local key
    key=$(printf '%s %s' "$SUITE" "$PACKAGES" | sha256sum | cut -c1-16)
    [ "$(cat "$ROOT/.made-for" 2>/dev/null || true)" = "$key" ] && return
    need_command debootstrap debootstrap
    say "making a Debian $SUITE folder with wine (about a minute)"
    rm -rf --one-file-system "$ROOT" "$ROOT.new"
    nice -n 10 debootstrap --variant=minbase "$SUITE" "$ROOT.new" "$MIRROR" >"$CACHE/debootstrap.log" 2>&1 ||
        die "debootstrap failed: see $CACHE/debootstrap.log"
    mv "$ROOT.new" "$ROOT"
    cp -L /etc/resolv.conf /etc/hosts "$ROOT/etc/"
    NETWORK=yes in_root sh -c "apt-get update && apt-get install -y --no-install-recommends $PACKAGES && apt-get clean" \
        >"$CACHE/apt-root.log" 2>&1 || die "installing into the Debian folder failed: see $CACHE/apt-root.log"
    # With this locale wine is a Chinese Windows: code page 936.
    in_root localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
    # The tests run as somebody whose name is written in Chinese, without privileges.
    printf '王老师:x:1000:1000:王老师:/home/user:/bin/sh\n' >>"$ROOT/etc/passwd"
    printf 'user:x:1000:\n' >>"$ROOT/etc/group"
    install -d -o 1000 -g 1000 "$ROOT/home/user"
    printf '%s\n' "$key" >"$ROOT/.made-for"
}

# fetch LOCKFILE FOLDER [pip options]: exactly the files whose hashes the lock file names. What PyPI has
# as source only (pure Python) becomes a wheel here.
fetch() {
    local lock=$1 folder=$2 changed source
    shift 2
    if [ -f "$folder/.fetched" ]; then
        changed=$(cd "$folder" && sha256sum --quiet -c .fetched 2>&1) && return
        say "$folder has changed, fetching again: $changed"
    fi
    rm -rf "$folder" && mkdir -p "$folder"
    say "fetching $(basename "$lock")"
    pip download --no-deps --require-hashes -r "$lock" -d "$folder" "$@"
    if [ "${KEEP_SOURCES:-no}" = no ]; then
        for source in "$folder"/*.tar.gz; do
            [ -e "$source" ] || continue
            pip wheel --no-deps -w "$folder" "$source"
            rm "$source"
        done
        [ -z "$(find "$folder" -name '*linux*')" ] || die "a package without a wheel for Windows: $(ls "$folder")"
    fi
    (cd "$folder" && sha256sum ./*.* >.fetched)
}

pip() {
    nice -n 10 "$(host_python)" -m pip --disable-pip-version-check --quiet "$@" >"$CACHE/pip.log" 2>&1 ||
        { tail -5 "$CACHE/pip.log" >&2; die "pip $1 failed: see $CACHE/pip.log"; }
}

# wheels LOCKFILE: fetches the Windows wheels of a lock file and prints the folder's name in the cache.
wheels() {
    local chosen folder
    chosen=$CACHE/$(basename "$1" .txt)-windows.txt
    "$(host_python)" "$HERE/for_windows.py" "$1" >"$chosen"
    folder=wheels-$(basename "$1" .txt)-$(hash_of "$chosen")
    fetch "$chosen" "$CACHE/$folder" --prefer-binary \
        --platform win_amd64 --python-version 3.12 --implementation cp --abi cp312 --abi abi3 --abi none
    printf '%s\n' "$folder"
}

# windows_python NAME LOCKFILE...: the Windows Python of python.lock, hashes pinned and signatures checked,
# with the wheels of the lock files unpacked into it, in python-NAME in the cache.
windows_python() {
    local name=$1 key folders="" lock
    shift
    for lock in "$@"; do
        folders="$folders /mnt/cache/$(wheels "$lock")"
    done
    key=$(hash_of "$HERE"/python.lock "$HERE"/python.sha256 "$HERE"/trust.pem "$HERE"/unpack_python.sh "$@")
    [ "$(cat "$CACHE/python-$name/.made-for" 2>/dev/null || true)" = "$key" ] && return
    KEEP_SOURCES=yes fetch "$HERE/python.lock" "$CACHE/python-source" --no-binary :all:
    say "checking and unpacking the Windows Python ($name)"
    # shellcheck disable=SC2086
    in_root bash /mnt/tree/packaging/windows/unpack_python.sh \
        /mnt/cache/python-source "/mnt/cache/python-$name" $folders >&2
    printf '%s\n' "$key" >"$CACHE/python-$name/.made-for"
}

# windows COMMAND...: runs a Windows program in the wine prefix that building uses.
windows() {
    if [ ! -f "$CACHE/prefix/system.reg" ]; then
        say "making a wine prefix"
        # Leaving before the server has written everything down would lose the registry.
        first_start wine in_root WINEPREFIX=/mnt/cache/prefix sh -c 'exec >/mnt/cache/wine.log 2>&1
            wineboot -u && wineserver -w' || die "wineboot failed: see $CACHE/wine.log"
        first_start "the Windows Python" in_root WINEPREFIX=/mnt/cache/prefix sh -c \
            'exec wine64 /mnt/cache/python-build/python.exe -c "import ssl, sqlite3" >>/mnt/cache/wine.log 2>&1' ||
            die "the Windows Python does not start in wine: see $CACHE/wine.log"
    fi
    in_root WINEPREFIX=/mnt/cache/prefix wine64 "$@"
}

# first_start WHAT COMMAND...: what starts for the first time may hang for ever; after 2 minutes that is said.
first_start() {
    local what=$1 watch code=0
    shift
    ( exec 3<> <(:); read -r -t "${XUEJI_FIRST_START:-120}" -u 3 ||
        say "$what has not started after ${XUEJI_FIRST_START:-120} s; it may hang; it is ended after 20 minutes" ) &
    watch=$!
    "$@" || code=$?
    kill "$watch" 2>/dev/null || true
    wait "$watch" 2>/dev/null || true
    return "$code"
}

# What is packed is a copy: the tree may be worked on meanwhile, and holds caches of other Pythons.
snapshot() {
    rm -rf "$CACHE/source" && mkdir -p "$CACHE/source"
    tar -C "$TREE" --exclude=__pycache__ -cf - main.py app models validators ui resources packaging setup.cfg LICENSE |
        tar -C "$CACHE/source" -xf -
}

app_version() {
    sed -n '/^\[metadata\]/,/^\[options\]/s/^version *= *//p' "$TREE/setup.cfg" | head -1
}
