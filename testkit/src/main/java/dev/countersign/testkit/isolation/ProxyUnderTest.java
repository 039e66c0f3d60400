package dev.countersign.testkit.isolation;

import java.util.List;
import java.util.Map;

/** Whoever is to keep identities apart, run from YAML in a directory of the test's. */
public interface ProxyUnderTest extends AutoCloseable {

    /** Starts it. */
    @FunctionalInterface
    interface Starter {
        /**
         * Puts the clients into the certificate store {@code store} and runs under {@code yaml}; its first snapshot is 1.
         */
        ProxyUnderTest start(String yaml, Map<String, Client> store) throws Exception;
    }

    /** Where viewers connect to. */
    int port();

    /** The number of the snapshot in force. */
    long snapshot() throws Exception;

    /** Puts another configuration in force, when this returns. */
    void reload(String yaml) throws Exception;

    /** Puts another certificate into the store; in force when this returns, where an origin presents it. */
    void rotate(String arn, Client client) throws Exception;

    /** The next lines of its access log; how many there have to be is known. */
    List<String> nextLines(int count) throws Exception;

    @Override
    void close();
}
