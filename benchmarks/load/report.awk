# Reads "version NAME TEXT" lines, then samples: round, name, requests, requests/s, user ticks, system ticks, resident pages.
# Prints a Markdown table and writes all of it as JSON to the file named by `json`.
# Ratios pair what ran side by side: in every round, a proxy's CPU per request over that of the better peer in that round.

$1 == "version" {
    names[++proxies] = $2
    version[$2] = $0
    sub(/^version [^ ]+ /, "", version[$2])
    next
}

{
    round = $1; name = $2; n = ++count[name]
    rounds = round > rounds ? round : rounds
    roundOf[name, n] = round
    requests[name, n] = $3
    rate[name, n] = $4
    user[name, n] = $5 * 1e6 / ticks / $3
    sys[name, n] = $6 * 1e6 / ticks / $3
    micros[name, n] = user[name, n] + sys[name, n]
    mebibytes[name, n] = $7 * page / 1048576
    if (name != "countersign" && (!(round in best) || micros[name, n] < best[round])) best[round] = micros[name, n]
}

END {
    printf "%s viewers, %d connections, %d byte bodies; %d rounds of %d s after %d s of warm-up each; %s, %d CPUs; %s\n\n", \
        viewer, connections, body, rounds, seconds, warmUp, kernel, cpus, date
    print "| proxy | version | CPU µs/request | ratio to the better peer | requests/s | RSS MiB |"
    print "|---|---|---|---|---|---|"
    printf "{\"date\":%s,\"kernel\":%s,\"cpus\":%d,\"viewer\":%s,\"connections\":%d,\"bodyBytes\":%d," \
        "\"roundSeconds\":%d,\"warmUpSeconds\":%d,\"proxies\":[", \
        quoted(date), quoted(kernel), cpus, quoted(viewer), connections, body, seconds, warmUp >json
    for (p = 1; p <= proxies; p++) row(names[p], p < proxies ? "," : "]}")
}

function row(name, separator,    n, cost, ratio, samples) {
    for (n = 1; n <= count[name]; n++) {
        if (roundOf[name, n] in best) ratios[name, n] = micros[name, n] / best[roundOf[name, n]]
        samples = samples sprintf("%s\n  {\"round\":%d,\"requests\":%d,\"requestsPerSecond\":%.1f," \
            "\"userMicros\":%.2f,\"systemMicros\":%.2f,\"residentMiB\":%.1f}", n > 1 ? "," : "", roundOf[name, n], \
            requests[name, n], rate[name, n], user[name, n], sys[name, n], mebibytes[name, n])
    }
    summarize(micros, name, cost)
    summarize(ratios, name, ratio)
    printf "| %s | %s | %.1f (%.1f–%.1f) | %s | %d | %d |\n", name, version[name], cost["median"], cost["min"], cost["max"], \
        (name, 1) in ratios ? sprintf("%.2f (%.2f–%.2f)", ratio["median"], ratio["min"], ratio["max"]) : "–", \
        median(rate, name), highest(mebibytes, name)
    printf "\n {\"proxy\":%s,\"version\":%s,\"microsPerRequest\":%s,\"ratio\":%s,\"samples\":[%s]}%s", \
        quoted(name), quoted(version[name]), triple(cost, 2), (name, 1) in ratios ? triple(ratio, 3) : "null", \
        samples, separator (separator == "," ? "" : "\n") >json
}

function summarize(values, name, into,    sorted, n) {
    n = sort(values, name, sorted)
    into["min"] = sorted[1]
    into["median"] = (sorted[int((n + 1) / 2)] + sorted[int((n + 2) / 2)]) / 2
    into["max"] = sorted[n]
}

function median(values, name,    into) {
    summarize(values, name, into)
    return into["median"]
}

function highest(values, name,    into) {
    summarize(values, name, into)
    return into["max"]
}

# Insertion sort of values[name, 1..]; there are a handful. Returns how many.
function sort(values, name, sorted,    n, i, j) {
    for (n = 1; (name, n) in values; n++) {
        for (i = 1; i < n && sorted[i] <= values[name, n]; i++) continue
        for (j = n; j > i; j--) sorted[j] = sorted[j - 1]
        sorted[i] = values[name, n]
    }
    return n - 1
}

function triple(of, digits) {
    return sprintf("{\"median\":%.*f,\"min\":%.*f,\"max\":%.*f}", digits, of["median"], digits, of["min"], digits, of["max"])
}

function quoted(text) {
    gsub(/["\\]/, "\\\\&", text)
    return "\"" text "\""
}
