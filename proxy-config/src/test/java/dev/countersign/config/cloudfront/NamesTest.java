package dev.countersign.config.cloudfront;

import static dev.countersign.config.policy.NameChoice.ALL;
import static dev.countersign.config.policy.NameChoice.NONE;
import static dev.countersign.config.policy.NameChoice.allExcept;
import static dev.countersign.config.policy.NameChoice.whitelist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.Position;
import dev.countersign.config.policy.NameChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent is what the cache key holds and what the origin request policy adds. */
final class NamesTest {
    private static final Position PLACE = new Position("dist.json", 1, 1, "");
    private static final List<String> SAMPLE = List.of("Accept", "Host", "Origin", "X-A");
    private static final List<NameChoice> CHOICES = List.of(
            NONE,
            ALL,
            whitelist("Host"),
            whitelist("Host", "X-A"),
            whitelist("origin"),
            allExcept("Host"),
            allExcept("host", "Accept"),
            allExcept("X-A"));

    @Test
    void eitherOfTwoSelectsWhatOneOfThemSelects() {
        for (NameChoice one : CHOICES) {
            for (NameChoice other : CHOICES) {
                NameChoice either = choice(Names.of(PLACE, one).or(Names.of(PLACE, other)));
                assertThat(SAMPLE)
                        .allSatisfy(name -> assertThat(either.includes(name))
                                .as("%s in %s or %s = %s", name, one, other, either)
                                .isEqualTo(one.includes(name) || other.includes(name)));
            }
        }
    }

    @Test
    void whatExcludesNothingIsEverything() {
        assertThat(choice(Names.of(PLACE, allExcept("Host")).or(Names.of(PLACE, whitelist("host")))))
                .isEqualTo(ALL);
        assertThat(choice(Names.of(PLACE, allExcept("Host")).or(Names.of(PLACE, allExcept("Accept")))))
                .isEqualTo(ALL);
    }

    @Test
    void noNameIsListedTwice() {
        assertThat(choice(Names.of(PLACE, whitelist("Host", "X-A")).or(Names.of(PLACE, whitelist("x-a", "Origin")))))
                .isEqualTo(whitelist("Host", "X-A", "Origin"));
    }

    private static NameChoice choice(Names names) {
        return new NameChoice(
                names.kind(), names.items().stream().map(it -> it.text()).toList());
    }
}
