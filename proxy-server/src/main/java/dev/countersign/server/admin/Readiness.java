package dev.countersign.server.admin;

/** May new work be sent here? A process that is alive and not ready is left alone until it is ready or gone. */
public enum Readiness {
    STARTING(503),
    READY(200),
    DRAINING(503);

    private final int status;

    Readiness(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
