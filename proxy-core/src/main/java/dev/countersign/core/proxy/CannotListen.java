package dev.countersign.core.proxy;

import dev.countersign.config.BindAddress;
import java.io.IOException;

/** An address cannot be listened on; the message names it, and says why. */
public final class CannotListen extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient BindAddress bind;

    CannotListen(BindAddress bind, String because, Throwable cause) {
        super("cannot listen on " + bind + ": " + because, cause);
        this.bind = bind;
    }

    /** Which one. */
    public BindAddress bind() {
        return bind;
    }
}
