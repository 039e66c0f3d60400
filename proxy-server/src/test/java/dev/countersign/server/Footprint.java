package dev.countersign.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process holds on to after a full collection.
 *
 * @param heapBytes of objects that are reachable
 * @param residentKiB of the whole process
 * @param instances by class
 */
record Footprint(long heapBytes, long residentKiB, Map<String, Long> instances) {
    /** Collects, twice: what a first collection finalises a second one frees. */
    static Footprint of(long pid) throws IOException, InterruptedException {
        histogram(pid);
        return of(histogram(pid), resident(pid));
    }

    private static Footprint of(List<String> histogram, long residentKiB) {
        Map<String, Long> instances = new HashMap<>();
        long bytes = 0;
        for (String line : histogram) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns[0].equals("Total")) {
                bytes = Long.parseLong(columns[2]);
            } else if (columns.length >= 4 && columns[0].endsWith(":")) {
                instances.put(columns[3], Long.parseLong(columns[1]));
            }
        }
        return new Footprint(bytes, residentKiB, Map.copyOf(instances));
    }

    /** Of live objects only, which makes it collect first. */
    private static List<String> histogram(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (var output = asked.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (asked.waitFor() != 0) {
                throw new AssertionError(lines.toString());
            }
            return lines;
        }
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** How many objects there are of the class with that simple name. */
    long count(String simpleName) {
        return instances.entrySet().stream()
                .filter(each -> each.getKey().endsWith("." + simpleName))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public String toString() {
        return heapBytes + " bytes of heap, " + residentKiB + " KiB resident";
    }
}
