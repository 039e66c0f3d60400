package dev.countersign.server.command.probe;

import dev.countersign.core.probe.ContactReport;
import dev.countersign.core.tls.OriginHandshake;

/** Do the authorities that an origin names when it asks include who issued our certificate? */
enum OurIssuer {
    /** The origin named none: any will do, as far as this goes. */
    ANY,
    NAMED,
    NOT_NAMED,
    /** Nothing was asked, or nothing presented. */
    UNKNOWN;

    static OurIssuer of(ContactReport contact) {
        OriginHandshake handshake = contact.handshake();
        if (handshake == null || !contact.isPresented()) {
            return UNKNOWN;
        }
        if (contact.authorities().isEmpty()) {
            return ANY;
        }
        return handshake.caHintMismatch() ? NOT_NAMED : NAMED;
    }
}
