package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Takes a loaded value apart, failing the test when it is the other kind. */
public final class Expect {
    private Expect() {}

    /** The value, which must have come without warnings. */
    public static <T> T usable(Loaded<T> loaded) {
        T value = value(loaded);
        assertThat(((Loaded.Usable<T>) loaded).warnings()).isEmpty();
        return value;
    }

    /** The value, with or without warnings. */
    public static <T> T value(Loaded<T> loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Usable.class);
        return ((Loaded.Usable<T>) loaded).value();
    }

    /** The only warning of what must be usable all the same. */
    public static String warning(Loaded<?> loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Usable.class);
        List<String> warnings = ((Loaded.Usable<?>) loaded).warnings();
        assertThat(warnings).hasSize(1);
        return warnings.get(0);
    }

    /** The problems of what must be unusable. */
    public static List<String> problems(Loaded<?> loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Unusable.class);
        return ((Loaded.Unusable<?>) loaded).problems();
    }

    /** The only problem of what must be unusable. */
    public static String problem(Loaded<?> loaded) {
        assertThat(problems(loaded)).hasSize(1);
        return problems(loaded).get(0);
    }
}
