package dev.countersign.core.failure;

import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/** What the log says of an exception. */
public final class CauseText {
    private CauseText() {}

    /**
     * Its message, null where there is none. Not so for what is not TLS: Netty's message repeats, in hex, all that was
     * received, which may be an answer or a request meant for another port, with its secrets.
     */
    public static @Nullable String of(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof NotSslRecordException) {
                return "what was received is not TLS";
            }
        }
        return cause == null ? null : cause.getMessage();
    }
}
