# The origin and the proxies: each in a directory of its own under $work, started from a template in peers/, and ended by its pid.

declare -A pids=() plain_ports=() tls_ports=()

start_origin() {
    origin_port=$(free_port)
    prepare origin origin.nginx.conf
    head -c "$body" /dev/zero | tr '\0' x >"$work/origin/body"
    start origin nginx -p "$work/origin" -c "$work/origin/origin.nginx.conf"
    await_port origin "$origin_port"
}

start_nginx() {
    prepare nginx nginx.conf
    start nginx nginx -p "$work/nginx" -c "$work/nginx/nginx.conf"
    await_ports nginx
}

start_haproxy() {
    prepare haproxy haproxy.cfg
    start haproxy haproxy -db -f haproxy.cfg
    await_ports haproxy
}

start_countersign() {
    "$root/bin/countersign" version >&2 || fail "bin/countersign does not start" # builds when it must, before the clock runs
    prepare countersign countersign.yaml
    start countersign "$root/bin/countersign" run -c "$work/countersign/countersign.yaml"
    await_ports countersign
}

prepare() { # name, template
    mkdir -p "$work/$1"
    plain_ports[$1]=$(free_port)
    tls_ports[$1]=$(free_port)
    sed -e "s/@ORIGIN_PORT@/$origin_port/" -e "s/@ADMIN_PORT@/$(free_port)/" \
        -e "s/@PLAIN_PORT@/${plain_ports[$1]}/" -e "s/@TLS_PORT@/${tls_ports[$1]}/" "$here/peers/$2" >"$work/$1/$2"
}

start() { # name, command...
    local name=$1
    shift
    (cd "$work/$name" && exec "$@") >"$work/$name/output" 2>&1 </dev/null &
    pids[$name]=$!
}

url_of() { # name
    if [ "$viewer" = tls ]; then
        echo "https://localhost:${tls_ports[$1]}"
    else
        echo "http://localhost:${plain_ports[$1]}"
    fi
}

# Below the range the kernel hands to outgoing connections, so that only another server could be in the way.
free_port() {
    local port attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        port=$((10240 + RANDOM % 20000))
        is_open "$port" || { echo "$port" && return; }
    done
    fail "no free port found"
}

is_open() { # port
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

await_ports() { # name
    await_port "$1" "${plain_ports[$1]}"
    await_port "$1" "${tls_ports[$1]}"
}

await_port() { # name, port
    local deadline=$((SECONDS + 30))
    until is_open "$2"; do
        kill -0 "${pids[$1]}" 2>/dev/null || complain "$1" "ended while starting"
        ((SECONDS < deadline)) || complain "$1" "does not listen on port $2 after 30 s"
        sleep 0.1
    done
}

complain() { # name, what happened
    tail -n 20 "$work/$1/output" >&2
    fail "$1 $2"
}

stop_everything() {
    local name deadline=$((SECONDS + 10))
    for name in "${!pids[@]}"; do kill "${pids[$name]}" 2>/dev/null || true; done
    for name in "${!pids[@]}"; do
        while kill -0 "${pids[$name]}" 2>/dev/null; do
            ((SECONDS < deadline)) || kill -KILL "${pids[$name]}" 2>/dev/null || true
            sleep 0.1
        done
    done
    rm -rf "$work"
}
