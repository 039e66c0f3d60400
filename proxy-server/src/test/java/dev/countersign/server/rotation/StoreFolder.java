package dev.countersign.server.rotation;

import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a certificate of the store in its documented layout and order: the pair of a version, then the metadata. */
public final class StoreFolder {
    private StoreFolder() {}

    /** Writes it with account 000000000000; replaces what is there. */
    public static void write(Path store, String id, long version, TestCertificate certificate) throws IOException {
        Path folder = Files.createDirectories(store.resolve(id));
        certificate.writeChain(folder.resolve("chain-" + version + ".pem"));
        certificate.writeKey(folder.resolve("key-" + version + ".pem"), KeyFormat.PKCS8);
        Path aside = Files.writeString(folder.resolve(".metadata"), """
                arn=arn:aws:acm:us-east-1:000000000000:certificate/%s
                version=%d
                importedAt=2026-01-01T00:00:00Z
                """.formatted(id, version));
        Files.move(aside, folder.resolve("metadata.properties"), StandardCopyOption.ATOMIC_MOVE);
    }
}
