package dev.countersign.core.probe;

import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.ParseResult;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a probe asks an origin for: one path, with HEAD, and with GET where HEAD was not enough to tell. */
public final class ProbeRequest {
    private static final int HEAD_LIMIT = 32_768;
    private static final int URL_LIMIT = 8_192;

    private final String target;

    private ProbeRequest(String target) {
        this.target = target;
    }

    /** Asks for {@code target}, a path with or without a query as a viewer would send it; empty where it is none. */
    public static Optional<ProbeRequest> of(String target) {
        boolean onePath = target.startsWith("/")
                && target.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)
                && parse(Method.HEAD, target, "origin").isPresent();
        return onePath ? Optional.of(new ProbeRequest(target)) : Optional.empty();
    }

    /** As it was given. */
    public String target() {
        return target;
    }

    /** The request as a viewer would have sent it to the proxy. */
    Head head(Method method, String host) {
        return parse(method, target, host).orElseThrow();
    }

    private static Optional<Head> parse(Method method, String target, String host) {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        String text = method + " " + target + " HTTP/1.1\r\nHost: " + name
                + "\r\nUser-Agent: countersign-probe\r\nAccept: */*\r\n\r\n";
        Head head = new Head();
        ParseResult result = HeadParser.forRequests(HEAD_LIMIT, URL_LIMIT)
                .parse(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)), head);
        return result == ParseResult.COMPLETE ? Optional.of(head) : Optional.empty();
    }
}
