package dev.countersign.core.origin;

import dev.countersign.core.tls.Negotiation;
import dev.countersign.core.tls.UnsaidErrors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.Optional;

/** The handlers of a connection to an origin, in the order bytes pass them on their way in. */
final class OriginPipeline {
    private OriginPipeline() {}

    static void assemble(Channel channel, Attempt attempt, Optional<Negotiation> negotiation) {
        ChannelPipeline pipeline = channel.pipeline();
        OriginEvents events = new OriginConnection(channel, attempt, negotiation).events();
        negotiation.ifPresent(tls -> {
            if (UnsaidErrors.areHeldBackBy(tls.handler())) {
                pipeline.addLast("unsaid", new UnsaidErrors());
            }
            pipeline.addLast("renegotiation", events.guard());
            pipeline.addLast("tls", tls.handler());
        });
        pipeline.addLast("origin", events);
    }
}
