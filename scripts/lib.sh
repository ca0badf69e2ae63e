# shellcheck shell=bash
# What ./run, ./test and the scripts beside this file share. Sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

# Build output outlives the checkout, so that the second build of a machine is a matter of seconds.
cache=${XIEZHI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/xiezhi}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}
export npm_config_cache=${npm_config_cache:-$cache/npm}
mkdir -p "$cache" "$CARGO_TARGET_DIR" "$npm_config_cache"

say() { printf '%s\n' "$*" >&2; }

# Ends with what happened and what to do.
die() {
  say "$@"
  exit 1
}

# Is version $1 at least version $2?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Rust and Node are the two things that a machine must bring; everything else is fetched.
need_tools() {
  local wanted have
  [ -d "${HOME:-/root}/.cargo/bin" ] && PATH=$PATH:${HOME:-/root}/.cargo/bin
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  command -v cargo >/dev/null || die "There is no cargo here. Install Rust $wanted or newer (https://rustup.rs), then start this again."
  have=$(rustc --version | cut -d ' ' -f 2)
  at_least "$have" "$wanted" || die "Rust is $have here, and Xiezhi needs $wanted or newer. Type: rustup update stable"
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    die "There is no node or no npm here. Install Node.js 20 or newer (https://nodejs.org), then start this again."
  fi
  have=$(node --version)
  at_least "${have#v}" 20 || die "Node.js is $have here, and Xiezhi needs 20 or newer."
}

# Brings in the Debian packages that are missing for $1 (run, test): as root, or with a sudo that asks
# nothing; otherwise prints the one command to type.
need_packages() {
  local missing
  missing=$(scripts/packages "$1" --list)
  [ -z "$missing" ] && return 0
  command -v apt-get >/dev/null ||
    die "Missing here: $missing. These are Debian's package names; install their like, then start this again."
  say "Installing what is missing: $missing"
  if [ "$(id -u)" = 0 ]; then
    scripts/packages "$1" >&2
  elif sudo -n true 2>/dev/null; then
    sudo -n scripts/packages "$1" >&2
  elif command -v sudo >/dev/null; then
    die "This needs an administrator once. Type:  sudo scripts/packages $1"
  else
    die "This needs an administrator once. Type:  su -c 'scripts/packages $1'"
  fi
}

# Installs the JavaScript packages of package-lock.json, unless exactly these are there already.
need_node_modules() {
  local stamp=node_modules/.xiezhi-lock wanted
  wanted=$(sha256sum package-lock.json | cut -d ' ' -f 1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
  say "Installing the JavaScript packages (npm ci)"
  npm ci --ignore-scripts --no-audit --no-fund >&2 || die "npm ci failed: see above. Is the network there?"
  printf '%s\n' "$wanted" >"$stamp"
}
