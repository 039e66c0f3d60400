package dev.countersign.config.read.distribution;

import java.util.Locale;

/** How constants are written in YAML. */
public final class Labels {
    private Labels() {}

    /** {@code HTTPS_ONLY} as {@code https-only}. */
    public static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
