#!/usr/bin/env bash
# Installs what is missing of cmake/packages.txt. Usage: install_packages.sh <yes|ask> <when>...
# Says what it will install; asks on a terminal unless told "yes"; needs no root if all is there.
set -euo pipefail
mode=$1
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing=()
for when in "$@"; do
  while read -r tag entry; do
    [[ $tag == "$when" ]] || continue
    package=${entry%%:*}
    command=${entry#"$package"}
    command=${command#:}
    # "package:command": a command of that name, from wherever, is as good as the package.
    if [[ -n $command ]] && command -v "$command" >/dev/null; then continue; fi
    status=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    [[ $status == ii* ]] || missing+=("$package")
  done < <(grep -v '^#' "$here/packages.txt")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

echo "Picket needs these Debian packages, which are not installed:" >&2
printf '  %s\n' "${missing[@]}" >&2
if [[ $mode != yes && -z ${CI:-} ]]; then
  if [[ ! -t 0 ]]; then
    echo "Not a terminal: run again with --yes to install them, or install them yourself:" >&2
    echo "  sudo apt-get install ${missing[*]}" >&2
    exit 2
  fi
  read -r -p "Install them now? [Y/n] " answer
  [[ -z $answer || $answer == [yY]* ]] || exit 2
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "Installing needs root, and there is no sudo here." >&2; exit 2; }
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
