package dev.countersign.core.tls;

import dev.countersign.testkit.origin.NginxPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** The combinations that real peers are tested in. */
public final class Ways {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    private Ways() {}

    /** Both TLS versions with each TLS engine this machine has. */
    static List<Arguments> versionsAndEngines() {
        List<Arguments> ways = new ArrayList<>();
        for (String version : VERSIONS) {
            engines().forEach(engine -> ways.add(Arguments.of(version, engine)));
        }
        return ways;
    }

    /** The same, with nginx as a process and in a container. */
    static List<Arguments> placesVersionsAndEngines() {
        List<Arguments> ways = new ArrayList<>();
        for (NginxPlace place : NginxPlace.values()) {
            for (String version : VERSIONS) {
                engines().forEach(engine -> ways.add(Arguments.of(place, version, engine)));
            }
        }
        return ways;
    }

    public static List<TlsEngine> engines() {
        return Arrays.stream(TlsEngine.values())
                .filter(engine -> engine == TlsEngine.JDK || TlsEngine.available() == engine)
                .toList();
    }
}
