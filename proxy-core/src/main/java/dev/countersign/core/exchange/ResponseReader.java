package dev.countersign.core.exchange;

import dev.countersign.core.http.BodyDecoder;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.BodyStep;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.HeadProblem;
import dev.countersign.core.http.Method;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes an origin's bytes apart: interim heads, the final head, content, the end. Reused from exchange to exchange. */
final class ResponseReader {
    private static final int FIRST_FINAL_STATUS = 200;

    /** What comes next. */
    enum Step {
        NEED_MORE,
        INTERIM,
        HEAD,
        CONTENT,
        END,
        MALFORMED
    }

    private final Head head = new Head();
    private final BodyDecoder body = new BodyDecoder();
    private @Nullable HeadParser parser;
    private int headLimit;
    private boolean headComplete;
    private int interimCount;
    private BodyFraming framing = BodyFraming.NONE;
    private HeadProblem headProblem = HeadProblem.NONE;

    /** A new response is to come, to a new request or to the same one sent again. */
    void start(int limit) {
        HeadParser reusable = parser;
        if (reusable == null || limit != headLimit) {
            parser = HeadParser.forResponses(limit);
            headLimit = limit;
        } else {
            reusable.reset();
        }
        headComplete = false;
        interimCount = 0;
        framing = BodyFraming.NONE;
        headProblem = HeadProblem.NONE;
    }

    /** Takes the next step; after {@code CONTENT} the caller takes {@link #contentLength} bytes off {@code in}. */
    Step next(ByteBuf in, Method requestMethod) {
        return headComplete ? nextOfBody(in) : nextOfHead(in, requestMethod);
    }

    private Step nextOfHead(ByteBuf in, Method requestMethod) {
        HeadParser heads = parser;
        if (heads == null) {
            return Step.MALFORMED;
        }
        return switch (heads.parse(in, head)) {
            case INCOMPLETE -> Step.NEED_MORE;
            case MALFORMED -> {
                headProblem = heads.problem();
                yield Step.MALFORMED;
            }
            case COMPLETE -> {
                heads.reset();
                if (head.status() < FIRST_FINAL_STATUS) {
                    interimCount++;
                    yield Step.INTERIM;
                }
                headComplete = true;
                framing = BodyFraming.ofResponse(head, requestMethod);
                body.start(framing, framing == BodyFraming.LENGTH ? head.contentLength() : 0);
                yield Step.HEAD;
            }
        };
    }

    private Step nextOfBody(ByteBuf in) {
        BodyStep step = body.next(in);
        return switch (step) {
            case NEED_MORE -> Step.NEED_MORE;
            case DATA -> Step.CONTENT;
            case END -> Step.END;
            case MALFORMED -> Step.MALFORMED;
        };
    }

    Head head() {
        return head;
    }

    BodyFraming framing() {
        return framing;
    }

    int contentLength() {
        return body.dataLength();
    }

    int interimCount() {
        return interimCount;
    }

    /** At least one byte of the response, an interim one included, has come. */
    boolean hasBegun() {
        HeadParser heads = parser;
        return headComplete || interimCount > 0 || (heads != null && heads.started());
    }

    /** The origin's close, if it comes now, is the response's end. */
    boolean endsAtClose() {
        return headComplete && body.endsAtClose();
    }

    boolean isHeadTooLarge() {
        return headProblem == HeadProblem.HEAD_TOO_LARGE;
    }

    String problem() {
        return headProblem == HeadProblem.NONE ? "the body's framing is broken" : headProblem.sentence();
    }
}
