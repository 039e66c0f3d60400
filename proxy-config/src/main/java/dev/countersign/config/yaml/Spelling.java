package dev.countersign.config.yaml;

/** How a file calls what a hand-written configuration has keys for, so that problems speak the file's language. */
public interface Spelling {
    /** A hand-written configuration. */
    Spelling AS_IT_IS = new Spelling() {
        @Override
        public String key(String key) {
            return key;
        }

        @Override
        public String sentence(String sentence) {
            return sentence;
        }
    };

    /** The file's name of a hand-written key. */
    String key(String key);

    /** The sentence with the file's names instead of hand-written keys. */
    String sentence(String sentence);
}
