# Finds a JDK 25 or newer and exports JAVA_HOME. Sourced by ./mvnw and ./locum (POSIX sh, set -euf safe).
#
# First match wins: the explicit variables, then the places where package managers and version managers
# install JDKs, then `java` on the PATH. Exits 1 with an explanation when there is none.

locum_jdk_minimum=25

# Prints the major version of the JDK in directory $1; fails when it holds no compiler or no version.
locum_jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -f "$1/release" ]; then
    locum_jdk_version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1)
  else
    locum_jdk_version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p')
  fi
  [ -n "$locum_jdk_version" ] || return 1
  printf '%s\n' "$locum_jdk_version"
}

# Succeeds when directory $1 is a JDK that is new enough.
locum_jdk_usable() {
  [ -n "$1" ] || return 1
  locum_jdk_found=$(locum_jdk_major "$1") || return 1
  [ "$locum_jdk_found" -ge "$locum_jdk_minimum" ]
}

# Prints candidate directories, one a line, best first.
locum_jdk_candidates() {
  printf '%s\n' "${JAVA_HOME-}" "${JDK25_HOME-}" "${JDK_25-}"
  printf '%s\n' "${JAVA_HOME_25-}" "${JAVA_HOME_25_X64-}" "${JAVA_HOME_25_ARM64-}" "${JAVA_HOME_25_arm64-}"
  # A subshell with globbing back on: ./mvnw runs under `set -f`.
  (
    set +f
    for locum_jdk_dir in \
      /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* \
      "${HOME-}"/.jenv/versions/* \
      "${ASDF_DATA_DIR:-${HOME-}/.asdf}"/installs/java/* \
      "${HOME-}"/.local/share/mise/installs/java/* \
      "${HOME-}"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
      [ ! -d "$locum_jdk_dir" ] || printf '%s\n' "$locum_jdk_dir"
    done
  )
  locum_jdk_java=$(command -v java 2>/dev/null) || return 0
  # Follow links by hand: `readlink -f` does not exist everywhere.
  while [ -L "$locum_jdk_java" ]; do
    locum_jdk_link=$(readlink "$locum_jdk_java")
    case $locum_jdk_link in
      /*) locum_jdk_java=$locum_jdk_link ;;
      *) locum_jdk_java=$(dirname "$locum_jdk_java")/$locum_jdk_link ;;
    esac
  done
  (cd "$(dirname "$locum_jdk_java")/.." 2>/dev/null && pwd) || return 0
}

locum_find_jdk() {
  locum_jdk_list=$(locum_jdk_candidates)
  while IFS= read -r locum_jdk_home; do
    if locum_jdk_usable "$locum_jdk_home"; then
      JAVA_HOME=$locum_jdk_home
      export JAVA_HOME
      return 0
    fi
  done <<EOF
$locum_jdk_list
EOF
  return 1
}

if ! locum_find_jdk; then
  cat >&2 <<EOF
Locum needs a JDK $locum_jdk_minimum or newer, and none was found.

Looked at JAVA_HOME, JDK25_HOME, JAVA_HOME_25_X64, /usr/lib/jvm, SDKMAN, jenv, asdf, mise,
/Library/Java/JavaVirtualMachines and the java on the PATH.

Install one and run this again, for example:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless   (or temurin-25-jdk from packages.adoptium.net)
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install --cask temurin@25
  anywhere         sdk install java 25-tem                   (https://sdkman.io)
or point JAVA_HOME at a JDK $locum_jdk_minimum that is somewhere else.
EOF
  exit 1
fi
