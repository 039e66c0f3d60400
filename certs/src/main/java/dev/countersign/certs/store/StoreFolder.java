package dev.countersign.certs.store;

import dev.countersign.certs.KeyedMaterial;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the files of one certificate are. The number in the names is the version. */
record StoreFolder(Path path) {
    /** The folders of certificates, none if there is no such directory. */
    static List<StoreFolder> in(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        List<StoreFolder> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(".") && Files.isDirectory(entry)) {
                    folders.add(new StoreFolder(entry));
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return folders;
    }

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
