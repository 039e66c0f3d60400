package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.tls.Alert;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The access-log line of a viewer handshake that did not finish; facts that did not come about are null.
 *
 * @param endMillis wall clock at its end, epoch milliseconds
 * @param listener the address as configured
 * @param sni the server name the viewer sent
 * @param alert the fatal alert, whichever side sent it
 * @param errorType one of a small closed set of labels, {@code timeout} for one
 * @param errorMessage a sentence for the operator; may hold bytes the viewer chose
 * @param durationNanos from accept to the end
 */
public record ViewerHandshakeLine(
        long endMillis,
        String listener,
        InetSocketAddress client,
        @Nullable String sni,
        @Nullable Alert alert,
        @Nullable String errorType,
        @Nullable String errorMessage,
        long durationNanos) {

    /** Appends the line with its line feed to {@code out}. */
    public void encode(ByteWriter out) {
        out.ascii("{\"event\":\"viewer_handshake\",\"time\":\"");
        new LogTime().write(out, endMillis);
        out.put('"');
        LogFragments.connection(out, listener, client);
        JsonMembers.text(out, "tls.sni", sni);
        JsonMembers.text(out, "tls.alert", alert == null ? null : alert.label());
        JsonMembers.text(out, "error.type", errorType);
        JsonMembers.text(out, "error.message", errorMessage);
        JsonMembers.millis(out, "duration_ms", durationNanos);
        out.ascii("}\n");
    }
}
