package dev.countersign.server.command.pki;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.authority.DevCa;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an authority is kept: {@code ca.pem} and {@code ca.key} in a directory of its own. */
record AuthorityFiles(Path directory) {
    static final String NAME = "ca";

    private NewFiles files() {
        return NewFiles.in(directory, NAME);
    }

    Path certificate() {
        return files().certificate();
    }

    Path key() {
        return files().key();
    }

    /** Keeps a new authority; refused if there is one already, which others may trust by now. */
    void keep(DevCa authority) throws Refused {
        files().mustBeNew("choose another --directory, or remove them and everything they issued");
        files().write(authority.own(), false);
    }

    /** The authority kept here. */
    DevCa load() throws Refused {
        if (Files.notExists(certificate()) && Files.notExists(key())) {
            throw new Refused(
                    "no CA in " + directory + "; make one with: countersign pki init --directory " + directory);
        }
        KeyedChain own = Refused.unlessUsable(
                KeyedChains.read(new KeyedMaterial.Files(certificate(), key()), KeyAccess.PRIVATE), "");
        return Refused.unlessUsable(DevCa.of(own), certificate() + " ");
    }
}
