package dev.countersign.source.sample;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Promise;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.TrustManagerFactory;

/** One nested class for each banned call. */
@SuppressWarnings({"DefaultCharset", "ThreadSleepMillis", "SystemOut", "unused"})
public final class BannedCallSamples {
    private BannedCallSamples() {}

    public static final class Sleeps {
        void sample() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    public static final class Exits {
        void sample() {
            System.exit(1);
        }
    }

    public static final class Halts {
        void sample() {
            Runtime.getRuntime().halt(1);
        }
    }

    public static final class Gets {
        String sample(Optional<String> value) {
            return value.get();
        }
    }

    public static final class GuessesCharset {
        byte[] sample(String text) {
            return text.getBytes();
        }
    }

    public static final class TrustsEverything {
        TrustManagerFactory sample() {
            return InsecureTrustManagerFactory.INSTANCE;
        }
    }

    public static final class Blocks {
        void sample(Promise<Void> promise) throws InterruptedException {
            promise.sync();
        }
    }

    public static final class Prints {
        void sample() {
            System.out.println("sample");
        }
    }

    public static final class ReadsWithAGuess {
        Reader sample(InputStream in) {
            return new InputStreamReader(in);
        }
    }

    public static final class ReadsFiles {
        boolean sample(Path path) {
            return Files.exists(path);
        }
    }

    public static final class Innocent {
        String sample(Optional<byte[]> value, char[] text, CountDownLatch latch) throws InterruptedException {
            latch.await();
            return new String(value.orElseThrow(), StandardCharsets.UTF_8) + new String(text);
        }
    }
}
