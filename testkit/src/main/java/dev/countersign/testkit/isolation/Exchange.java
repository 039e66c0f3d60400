package dev.countersign.testkit.isolation;

import dev.countersign.testkit.origin.witness.Act;
import dev.countersign.testkit.origin.witness.Testimony;
import java.util.Optional;

/**
 * One request, as its viewer knows it.
 *
 * @param target of the request, which no other has
 * @param begunUnder the oldest snapshot it can have begun under
 * @param status of the response; 0 where none came whole
 * @param testimony what an origin said in the response
 */
record Exchange(
        String distribution,
        String origin,
        String host,
        String target,
        Act act,
        long begunUnder,
        int status,
        Optional<Testimony> testimony) {}
