# Reads "round scene requests/s p50 p99 hammered/s" and prints a Markdown table; ratios are made within a round.

function sorted(values, n,    i, j, v) {
    for (i = 2; i <= n; i++) {
        v = values[i]
        for (j = i - 1; j > 0 && values[j] > v; j--) values[j + 1] = values[j]
        values[j + 1] = v
    }
}

function spread(values, n, format,    middle) {
    sorted(values, n)
    middle = n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
    return sprintf(format " (" format "–" format ")", middle, values[1], values[n])
}

function column(scene, of, format,    round, n, values) {
    for (round = 1; round <= rounds; round++) values[++n] = sample[round, scene, of]
    return spread(values, n, format)
}

function ratio(scene, to, of,    round, n, values) {
    for (round = 1; round <= rounds; round++) values[++n] = sample[round, scene, of] / sample[round, to, of]
    return spread(values, n, "%.2f")
}

{
    rounds = $1 > rounds ? $1 : rounds
    sample[$1, $2, "rate"] = $3
    sample[$1, $2, "p50"] = $4
    sample[$1, $2, "p99"] = $5
    sample[$1, $2, "hammered"] = $6
}

END {
    print "| hammered meanwhile | requests/s that hammer | steady requests/s | p50 µs | p99 µs | p50 to quiet | p99 to quiet | p99 to answered |"
    print "|---|---|---|---|---|---|---|---|"
    count = split("quiet answered fast late", scenes, " ")
    for (i = 1; i <= count; i++) {
        s = scenes[i]
        printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", s, column(s, "hammered", "%.0f"), column(s, "rate", "%.0f"), column(s, "p50", "%.0f"), \
            column(s, "p99", "%.0f"), ratio(s, "quiet", "p50"), ratio(s, "quiet", "p99"), ratio(s, "answered", "p99")
    }
}
