# Load, the CPU it cost the proxy, and the proof that the work was done.

# wrk's side of the connection fixes the viewer-side cipher suite and group for all rows, as the origin does on its side.
drive() { # seconds, URL of the proxy; prints what wrk says
    local said
    [ -e "$work/wrk.cnf" ] || printf '%s\n' 'openssl_conf = all' '[all]' 'ssl_conf = ssl' '[ssl]' 'system_default = tls' \
        '[tls]' 'MinProtocol = TLSv1.3' 'Ciphersuites = TLS_AES_128_GCM_SHA256' 'Groups = X25519' >"$work/wrk.cnf"
    said=$(OPENSSL_CONF=$work/wrk.cnf timeout --foreground $(($1 + 15)) \
        wrk -t1 "-c$connections" "-d${1}s" "$2/body") || fail "wrk failed: $said"
    # wrk is silent about both when all is well.
    ! grep -E 'Non-2xx|Socket errors' <<<"$said" >&2 || fail "not every request to $2 was answered well"
    echo "$said"
}

measure() { # round, name, URL; prints round, name, requests, requests/s, user ticks, system ticks, resident pages
    local before after said
    [ ! -e "$work/$2/access.log" ] || : >"$work/$2/access.log" # a long run must not fill the disk
    before=$(usage_of "${pids[$2]}")
    said=$(drive "$seconds" "$3")
    after=$(usage_of "${pids[$2]}")
    awk -v round="$1" -v name="$2" -v before="$before" -v after="$after" '
        / requests in / { requests = $1 }
        /^Requests\/sec:/ { rate = $2 }
        END {
            split(before, b, " "); split(after, a, " ")
            if (requests == 0 || a[1] + a[2] == b[1] + b[2]) exit 1
            print round, name, requests, rate, a[1] - b[1], a[2] - b[2], a[3]
        }' <<<"$said" || fail "no requests or no CPU measured for $2"
}

# Sums over a process and its children (nginx works in a child): user ticks, system ticks, resident pages.
usage_of() { # pid
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v root="$1" '
        { pid = $1; sub(/^.*\) /, "") } # the name in brackets may hold blanks; the state is field 1 from here on
        pid == root || $2 == root { user += $12; kernel += $13; pages += $22 }
        END { print user, kernel, pages }'
}

# A cheaper answer would be no answer: the origin must have seen our certificate, the agreed cipher suite, and reuse.
check_work() { # name
    local seen size
    local ask=(curl -sSf --max-time 10 --cacert "$work/tls/ca.pem")
    size=$("${ask[@]}" -o /dev/null -w '%{size_download}' "$(url_of "$1")/body") || fail "$1 does not answer"
    [ "$size" = "$body" ] || fail "$1 answers with $size bytes instead of $body"
    seen=$("${ask[@]}" "$(url_of "$1")/seen") || fail "$1 does not answer"
    [[ $seen =~ ^"TLSv1.3 TLS_AES_128_GCM_SHA256 X25519 CN=bench client "([0-9]+)$ ]] || fail "the origin saw of $1: $seen"
    ((BASH_REMATCH[1] > 1)) || fail "$1 does not reuse its connections to the origin"
}

# Nor is a dropped line a buffered one: the last round's log is whole, soon after it.
check_access_log() { # name
    local expected lines=0 deadline=$((SECONDS + 5))
    if [ -e "$work/$1/access.ring" ]; then # holds the newest lines only
        grep -aq /body "$work/$1/access.ring" || fail "$1 wrote no access log"
        return
    fi
    expected=$(awk -v name="$1" '$2 == name { requests = $3 } END { print requests }' "$work/samples")
    while lines=$(grep -acs /body "$work/$1/access.log" || true) && ((${lines:-0} < expected)); do
        ((SECONDS < deadline)) || fail "$1 answered $expected requests in its last round and logged ${lines:-0}"
        sleep 0.2
    done
}

version_of() { # name
    case $1 in
        countersign) "$root/bin/countersign" version | awk 'NR == 1' ;;
        nginx) nginx -v 2>&1 | sed 's|.*nginx/||' ;;
        haproxy) haproxy -v | awk 'NR == 1 { print $3 }' ;;
    esac
}

report() {
    local proxy
    mkdir -p "$(dirname "$json")"
    for proxy in "${proxies[@]}"; do echo "version $proxy $(version_of "$proxy")"; done >"$work/versions"
    awk -v json="$json" -v ticks="$(getconf CLK_TCK)" -v page="$(getconf PAGESIZE)" -v date="$(date -u +%FT%TZ)" \
        -v cpus="$(getconf _NPROCESSORS_ONLN)" -v kernel="$(uname -sr)" -v viewer="$viewer" -v body="$body" \
        -v connections="$connections" -v seconds="$seconds" -v warmUp="$warm_up" \
        -f "$here/report.awk" "$work/versions" "$work/samples"
    echo "every sample: $json" >&2
}
