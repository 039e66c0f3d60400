package dev.countersign.core.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class IdentityChoiceTest {
    private final IdentityChoice choice = new IdentityChoice();

    @Test
    void fallbackGoesFirstFromTheThirdRejectionInARow() {
        assertThat(choice.primaryRejected()).isFalse();
        assertThat(choice.primaryRejected()).isFalse();
        assertThat(choice.primaryAccepted()).as("nothing changes").isFalse();
        assertThat(choice.primaryRejected()).isFalse();
        assertThat(choice.primaryRejected()).isFalse();
        assertThat(choice.fallbackGoesFirst()).isFalse();
        assertThat(choice.primaryRejected()).as("the third in a row").isTrue();
        assertThat(choice.fallbackGoesFirst()).isTrue();
        assertThat(choice.primaryRejected()).as("said once").isFalse();
    }

    @Test
    void primaryGoesFirstAgainOnceItIsAccepted() {
        for (int i = 0; i < 10; i++) {
            choice.primaryRejected();
        }
        assertThat(choice.primaryAccepted()).isTrue();
        assertThat(choice.fallbackGoesFirst()).isFalse();
        assertThat(choice.primaryAccepted()).as("said once").isFalse();
    }

    @Test
    void ofManyEventLoopsOneSaysThatItChanged() throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> rejections = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rejections.add(choice::primaryRejected);
            }
            int changes = 0;
            for (Future<Boolean> changed : loops.invokeAll(rejections)) {
                changes += changed.get() ? 1 : 0;
            }
            assertThat(changes).isEqualTo(1);
        } finally {
            loops.shutdownNow();
        }
    }
}
