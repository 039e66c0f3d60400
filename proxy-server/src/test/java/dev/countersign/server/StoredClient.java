package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.StoreChanges;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One client certificate in a store, imported and re-imported as the commands do. */
final class StoredClient {
    static final String ARN = "arn:aws:acm:us-east-1:000000000000:certificate/cert-1";

    private final StoreChanges store;

    StoredClient(Path directory, TestCertificate first, TestAuthority issuer) {
        store = new StoreChanges(directory, "000000000000");
        assertThat(store.importAs(ARN, material(first, issuer), Map.of())).isInstanceOf(Loaded.Usable.class);
    }

    void reimport(TestCertificate next, TestAuthority issuer) {
        assertThat(store.reimport(ARN, material(next, issuer))).isInstanceOf(Loaded.Usable.class);
    }

    /** With its root, as imports have to be. */
    private static KeyedChain material(TestCertificate certificate, TestAuthority issuer) {
        List<X509Certificate> chain = new ArrayList<>(certificate.chain());
        chain.add(issuer.certificate());
        return new KeyedChain(chain, certificate.key());
    }
}
