package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;

/** A request-target's {@code url.path}, {@code /} where an absolute target has none, and {@code url.query}, as received. */
final class UrlMembers {
    private UrlMembers() {}

    static void write(ByteWriter out, Head head) {
        if (head.pathStart() == head.pathEnd()) {
            JsonMembers.text(out, "url.path", "/");
        } else {
            JsonMembers.text(out, "url.path", head.bytes(), head.pathStart(), head.pathEnd());
        }
        if (head.pathEnd() < head.targetEnd()) {
            int behindQuestionMark = head.pathEnd() + 1;
            JsonMembers.text(out, "url.query", head.bytes(), behindQuestionMark, head.targetEnd());
        }
    }
}
