package dev.countersign.testkit.isolation;

import dev.countersign.testkit.origin.witness.Act;
import dev.countersign.testkit.origin.witness.Testimony;
import java.util.Optional;

/**
 * One request, as its viewer knows it.
 *
 * @param target of the request, which no other has
 * @param begunUnder the oldest snapshot it can have begun under
 * @param endedUnder the newest snapshot that it can have met: what is shared by all may be as that one has it
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
        long endedUnder,
        int status,
        Optional<Testimony> testimony) {}
