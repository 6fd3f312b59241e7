# Keeps one throw-away PostgreSQL cluster.
#
# Reads orders from standard input, one a line (start PORT, stop, pause, resume), and answers each
# with one line on standard output: "ok" or "failed". The first line it writes is "ok DIRECTORY",
# once the cluster is initialised. The cluster and its directory go when standard input ends, which
# it does however the process at its other end ends.
#
# Usage: sh -c "$(cat supervisor.sh)" throwaway-postgres DIRECTORY_OF_THE_SERVER_BINARIES
set -u
bin=$1

directory=$(mktemp -d "${TMPDIR:-/tmp}/throwaway-postgres.XXXXXX" 2>/dev/null) ||
    directory=$(mktemp -d /tmp/throwaway-postgres.XXXXXX) || exit 1
data=$directory/data
log=$directory/log
exec 2>>"$log"

# Ordering by language where the server knows ICU, as most installed clusters have it: a query that
# counts on the order of bytes without saying so must fail here, not at a customer's.
initialise() {
    for locale in '--locale=C --locale-provider=icu --icu-locale=en-US' '--locale=C'; do
        rm -rf "$data"
        # Unquoted: the locale is several options.
        if "$bin/initdb" --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 \
            --wal-segsize=1 --no-sync $locale </dev/null >>"$log" 2>&1; then
            cat >>"$data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$directory'
max_connections = 400
shared_buffers = 32MB
dynamic_shared_memory_type = mmap
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
SETTINGS
            return
        fi
    done
    return 1
}

control() {
    "$bin/pg_ctl" "$@" --silent --wait --timeout=60 --pgdata="$data" </dev/null >>"$log" 2>&1
}

postmaster() {
    head -n 1 "$data/postmaster.pid" 2>/dev/null
}

# The processes started by process $1. Each backend is a process group of its own, so a signal to
# the group of the postmaster would miss them.
children() {
    if [ -r /proc/self/stat ]; then
        for stat in /proc/[0-9]*/stat; do
            # A process that ended meanwhile has no file any more.
            read -r pid name state parent rest 2>/dev/null <"$stat" || continue
            [ "$parent" = "$1" ] && echo "$pid"
        done
    else
        ps -A -o pid= -o ppid= | while read -r pid parent; do
            [ "$parent" = "$1" ] && echo "$pid"
        done
    fi
}

# Sends signal $1 to the postmaster, which can then start no process any more if it stops it, and to
# its children.
signal() {
    server=$(postmaster) && [ -n "$server" ] && kill -s "$1" "$server" || return 1
    for child in $(children "$server"); do
        kill -s "$1" "$child"
    done
    return 0
}

remove() {
    # A stopped process would not see the order to shut down.
    if signal CONT; then
        control stop --mode=immediate || signal KILL
    fi
    rm -rf "$directory"
}

answer() {
    if "$@"; then echo ok; else echo failed; fi
}

trap remove EXIT
trap 'exit 1' HUP INT TERM
# The reader of the answers may be gone; the cluster must go then too.
trap '' PIPE

cd /
if initialise; then echo "ok $directory"; else echo "failed $directory"; fi
while read -r order port; do
    case $order in
    start) answer control start --log="$log" --options="-p $port" ;;
    stop) answer control stop --mode=fast ;;
    pause) answer signal STOP ;;
    resume) answer signal CONT ;;
    *) echo failed ;;
    esac
done
