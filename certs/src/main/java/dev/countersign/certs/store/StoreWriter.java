package dev.countersign.certs.store;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.Pem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/**
 * The steps of a change, each with one rename that makes it happen: before it nothing has changed for any reader, after it
 * everything has, and a process killed at any instant leaves one or the other and something for {@link Leftovers}.
 */
final class StoreWriter {
    private final Path directory;

    StoreWriter(Path directory) {
        this.directory = directory;
    }

    /** What remains to be done once a change is allowed; gives what is stored then. */
    interface Step {
        StoredCertificate take() throws IOException;
    }

    /**
     * Decides about a change and makes it while nobody else makes one, creating the directory if there is none. Unusable if
     * the decision is, or if the disk does not take it.
     *
     * <p>What killed changes left is swept first; what this one leaves – the version before, with its key – last.
     */
    Loaded<StoredCertificate> alone(StoreLock.Action<Loaded<Step>> decision) {
        try {
            DurableFiles.createFolders(directory);
            return StoreLock.holding(directory, () -> {
                Leftovers.sweep(directory);
                Loaded<Step> decided = decision.run();
                return decided instanceof Loaded.Usable<Step> allowed
                        ? new Loaded.Usable<>(taken(allowed.value()), allowed.warnings())
                                .then(stored -> new Loaded.Usable<>(stored, Leftovers.sweep(directory)))
                        : new Loaded.Unusable<>(((Loaded.Unusable<Step>) decided).problems());
            });
        } catch (IOException failed) {
            return new Loaded.Unusable<>(
                    List.of("the certificate store " + directory + " could not be changed (" + reason(failed)
                            + "): check that it is a directory this user may write to, on a disk that has room"));
        }
    }

    private StoredCertificate taken(Step step) throws IOException {
        try {
            return step.take();
        } catch (IOException failed) {
            Leftovers.sweep(directory);
            throw failed;
        }
    }

    /** A new folder, built aside. */
    void add(StoreFolder folder, StoredMetadata metadata, KeyedChain material) throws IOException {
        StoreFolder aside = new StoreFolder(directory.resolve(Leftovers.newName()));
        DurableFiles.createFolders(aside.path());
        writePair(aside, metadata.version(), material);
        DurableFiles.create(aside.metadata(), MetadataFile.text(metadata));
        DurableFiles.force(aside.path());
        DurableFiles.rename(aside.path(), folder.path());
    }

    /** Another certificate and key in a folder that exists; the version must be a new one. */
    void replacePair(StoreFolder folder, StoredMetadata metadata, KeyedChain material) throws IOException {
        writePair(folder, metadata.version(), material);
        DurableFiles.force(folder.path());
        replaceMetadata(folder, metadata);
    }

    /** Other metadata for the certificate and key that are there. */
    void replaceMetadata(StoreFolder folder, StoredMetadata metadata) throws IOException {
        Path aside = folder.path().resolve(Leftovers.newName());
        DurableFiles.create(aside, MetadataFile.text(metadata));
        DurableFiles.rename(aside, folder.metadata());
    }

    /** Takes a folder out of sight; sweeping removes it. */
    void remove(StoreFolder folder) throws IOException {
        DurableFiles.rename(folder.path(), directory.resolve(Leftovers.deletedName()));
    }

    private static void writePair(StoreFolder folder, long version, KeyedChain material) throws IOException {
        DurableFiles.create(folder.chain(version), Pem.certificates(material.chain()));
        DurableFiles.create(folder.key(version), Pem.privateKey(material.key()));
    }

    private static String reason(IOException failed) {
        String said = failed instanceof FileSystemException onFile ? onFile.getReason() : failed.getMessage();
        return said == null ? failed.getClass().getSimpleName().replace("Exception", "") : said;
    }
}
