package dev.countersign.config;

/**
 * One mistake, with its place and a sentence that names the remedy.
 *
 * @param message a sentence; never contains a secret
 */
public record Problem(Position position, String message) {
    @Override
    public String toString() {
        return position + ": " + message;
    }
}
