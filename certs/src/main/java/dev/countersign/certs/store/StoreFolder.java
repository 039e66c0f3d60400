package dev.countersign.certs.store;

import dev.countersign.certs.KeyedMaterial;
import java.nio.file.Path;

/** Where the files of one certificate are. The number in the names is the version. */
record StoreFolder(Path path) {
    Path metadata() {
        return path.resolve(MetadataFile.NAME);
    }

    Path chain(long version) {
        return path.resolve("chain-" + version + ".pem");
    }

    Path key(long version) {
        return path.resolve("key-" + version + ".pem");
    }

    KeyedMaterial.Files pair(long version) {
        return new KeyedMaterial.Files(chain(version), key(version));
    }
}
