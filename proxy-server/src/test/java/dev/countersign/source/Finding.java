package dev.countersign.source;

/** One place that breaks one rule; a line of 0 speaks of the whole file. */
record Finding(String file, long line, String sentence) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + sentence;
    }
}
