package dev.countersign.testkit.origin.witness;

/** What a {@link WitnessOrigin} does that no request asked for. Called by many threads at once. */
public interface Mood {
    /** Takes its time and drops nothing. */
    static Mood patient(Runnable thinking) {
        return new Mood() {
            @Override
            public boolean drops() {
                return false;
            }

            @Override
            public void think() {
                thinking.run();
            }
        };
    }

    /** Asked when the ClientHello has come, and once more after the handshake: whether the connection ends now. */
    boolean drops();

    /** Runs before a late answer. */
    void think();
}
