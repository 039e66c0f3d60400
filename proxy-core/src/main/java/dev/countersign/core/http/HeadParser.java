package dev.countersign.core.http;

import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of one connection's messages, one after the other: strictly (RFC 9112), in one pass, resumable at
 * every byte, and without garbage. The work is linear in the bytes received, however small the pieces they come in.
 * Belongs to one event loop.
 */
public final class HeadParser {
    private final HeadScanner scanner;
    private final boolean requests;
    private final int headLimit;
    private HeadProblem problem = HeadProblem.NONE;

    private HeadParser(HeadScanner scanner, boolean requests, int headLimit) {
        this.scanner = scanner;
        this.requests = requests;
        this.headLimit = headLimit;
    }

    /**
     * A parser of request heads.
     *
     * @param headLimit bytes of a head with all its line ends (CloudFront: 32,768)
     * @param urlLimit bytes of a request's target (CloudFront: 8,192)
     */
    public static HeadParser forRequests(int headLimit, int urlLimit) {
        return new HeadParser(HeadScanner.ofRequests(urlLimit), true, headLimit);
    }

    /**
     * A parser of response heads.
     *
     * @param headLimit bytes of a head with all its line ends (CloudFront: 32,768)
     */
    public static HeadParser forResponses(int headLimit) {
        return new HeadParser(HeadScanner.ofResponses(), false, headLimit);
    }

    /** Gets ready for the next head. */
    public void reset() {
        scanner.reset();
        problem = HeadProblem.NONE;
    }

    /** Whether some bytes of a head have arrived since {@link #reset()}. */
    public boolean started() {
        return scanner.at() > 0;
    }

    /** Why the head was refused; {@link HeadProblem#NONE} before {@link ParseResult#MALFORMED}. */
    public HeadProblem problem() {
        return problem;
    }

    /**
     * Takes the head's bytes from {@code in} and leaves those behind it. Called with the same {@code head} until the
     * head is complete or refused, then not before {@link #reset()}. What the head held before is forgotten when
     * the first byte comes.
     */
    public ParseResult parse(ByteBuf in, Head head) {
        if (scanner.isDone() || problem != HeadProblem.NONE) {
            throw new IllegalStateException("reset() comes between two heads");
        }
        while (in.isReadable()) {
            if (!started()) {
                head.reset();
            }
            int before = head.length();
            int end = before + copy(in, head, before);
            scanner.scan(head, end);
            int taken = scanner.at();
            in.skipBytes(taken - before);
            head.length(taken);
            if (scanner.isDone()) {
                problem = requests ? HeadRules.checkRequest(head) : HeadRules.checkResponse(head);
                return problem == HeadProblem.NONE ? ParseResult.COMPLETE : ParseResult.MALFORMED;
            }
            problem = scanner.problem();
            if (problem == HeadProblem.NONE && taken == headLimit) {
                problem = HeadProblem.HEAD_TOO_LARGE;
            }
            if (problem != HeadProblem.NONE) {
                return ParseResult.MALFORMED;
            }
        }
        return ParseResult.INCOMPLETE;
    }

    /** Copies what fits without growing, because bytes of a body may follow; grows when nothing would fit. */
    private int copy(ByteBuf in, Head head, int length) {
        byte[] bytes = head.ensureRoom(length + 1);
        int count = Math.min(in.readableBytes(), Math.min(bytes.length, headLimit) - length);
        in.getBytes(in.readerIndex(), bytes, length, count);
        return count;
    }
}
