package dev.countersign.certs.store;

import static dev.countersign.certs.store.StoreHome.ARN;
import static dev.countersign.certs.store.StoreHome.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.Pem;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreChangesTest {
    @TempDir
    Path temporary;

    private StoreHome home;

    @BeforeEach
    void open() {
        home = new StoreHome(temporary.resolve("not/yet/there"));
    }

    @Test
    void importedCertificateIsFoundUnderTheArnThatImportGives() {
        KeyedChain made = StoreHome.client("partner-a");
        Instant before = Instant.now();
        StoredCertificate stored = Expect.usable(home.changes.importNew(made, Map.of("owner", "payments")));
        assertThat(stored.arn().value()).startsWith(PREFIX);
        assertThat(stored.metadata().version()).isEqualTo(1);
        assertThat(stored.metadata().createdAt()).isBetween(before, Instant.now());
        assertThat(stored.metadata().importedAt()).isEqualTo(stored.metadata().createdAt());
        assertThat(stored.chain()).isEqualTo(made.chain());
        ClientCertificate found = Expect.usable(home.store.find(stored.arn().value()));
        assertThat(found.material()).isEqualTo(made);
        assertThat(Expect.usable(home.store.describe(stored.arn().value()))).isEqualTo(stored);
    }

    @Test
    void everyImportGetsAnotherArn() {
        KeyedChain made = StoreHome.client("partner-a");
        CertificateArn first =
                Expect.usable(home.changes.importNew(made, Map.of())).arn();
        CertificateArn second =
                Expect.usable(home.changes.importNew(made, Map.of())).arn();
        assertThat(first).isNotEqualTo(second);
        assertThat(home.store.list().certificates())
                .extracting(StoredCertificate::arn)
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void storedCertificateShowsNoKey() {
        KeyedChain made = StoreHome.client("partner-a");
        StoredCertificate stored = Expect.usable(home.changes.importAs(ARN, made, Map.of()));
        String key = Pem.privateKey(made.key()).lines().toList().get(1);
        assertThat(stored.toString()).contains(ARN).doesNotContain(key);
        assertThat(home.store.list().toString()).contains(ARN).doesNotContain(key);
    }

    @Test
    void idNeedNotBeAUuid() {
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of()));
        assertThat(home.directory.resolve("cert-1")).isDirectory();
        Expect.usable(home.store.find(ARN));
    }

    @Test
    void arnInUseIsNotImportedAnew() {
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of()));
        Map<String, String> before = home.tree();
        assertThat(Expect.problem(home.changes.importAs(ARN, StoreHome.client("partner-b"), Map.of())))
                .startsWith(ARN)
                .contains("already")
                .contains("re-import it");
        assertThat(home.tree()).isEqualTo(before);
    }

    @Test
    void arnOfAnotherAccountOrRegionIsNotImported() {
        for (String other : new String[] {
            "arn:aws:acm:eu-west-1:111122223333:certificate/cert-1",
            "arn:aws:acm:us-east-1:444455556666:certificate/cert-1",
            "arn:aws:acm:us-east-1:111122223333:certificate/../cert-1",
            "cert-1"
        }) {
            Expect.problem(home.changes.importAs(other, StoreHome.client("partner-a"), Map.of()));
        }
        assertThat(home.directory).doesNotExist();
    }

    @Test
    void unknownArnCannotBeChangedAndLeavesNoTrace() {
        KeyedChain made = StoreHome.client("partner-a");
        for (Loaded<StoredCertificate> refused : List.of(
                home.changes.reimport(ARN, made),
                home.changes.delete(ARN),
                home.changes.tag(ARN, Map.of("a", "b")),
                home.changes.untag(ARN, Set.of("a")))) {
            assertThat(Expect.problem(refused)).startsWith(ARN + " is not in the certificate store");
        }
        assertThat(home.directory).doesNotExist();
    }

    @Test
    void reimportIsTheNextVersionAndKeepsArnCreationAndTags() {
        StoredCertificate first =
                Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of("owner", "payments")));
        KeyedChain renewed = StoreHome.client("partner-a");
        StoredCertificate second = Expect.usable(home.changes.reimport(ARN, renewed));
        assertThat(second.arn()).isEqualTo(first.arn());
        assertThat(second.metadata().version()).isEqualTo(2);
        assertThat(second.metadata().createdAt()).isEqualTo(first.metadata().createdAt());
        assertThat(second.metadata().importedAt()).isAfter(first.metadata().importedAt());
        assertThat(second.metadata().tags()).containsExactly(Map.entry("owner", "payments"));
        assertThat(Expect.usable(home.store.find(ARN)).material()).isEqualTo(renewed);
        assertThat(Expect.usable(home.store.find(ARN)).identity().version()).isEqualTo(2);
    }

    @Test
    void sameCertificateAgainKeepsItsVersion() {
        KeyedChain made = StoreHome.client("partner-a");
        StoredCertificate first = Expect.usable(home.changes.importAs(ARN, made, Map.of()));
        StoredCertificate again = Expect.usable(home.changes.reimport(ARN, made));
        assertThat(again.metadata().version()).isEqualTo(1);
        assertThat(again.metadata().importedAt()).isAfter(first.metadata().importedAt());
        assertThat(Expect.usable(home.store.describe(ARN))).isEqualTo(again);
    }

    @Test
    void sameCertificateAgainRepairsADamagedKeyUnderANewVersion() throws Exception {
        KeyedChain made = StoreHome.client("partner-a");
        Expect.usable(home.changes.importAs(ARN, made, Map.of()));
        Files.writeString(home.folder("cert-1").key(1), "damaged");
        Expect.problem(home.store.find(ARN));
        assertThat(Expect.usable(home.changes.reimport(ARN, made)).metadata().version())
                .isEqualTo(2);
        Expect.usable(home.store.find(ARN));
    }

    @Test
    void reimportMayNotChangeTheKeyTypeNorDropAllNames() {
        Expect.usable(home.changes.importAs(
                ARN,
                StoreHome.issue(CertificateSpec.client("partner-a")
                        .names("partner-a.example")
                        .key(KeyType.RSA_2048)),
                Map.of()));
        Map<String, String> before = home.tree();
        assertThat(Expect.problem(home.changes.reimport(
                        ARN, StoreHome.issue(CertificateSpec.client("partner-a").names("partner-a.example")))))
                .startsWith(ARN)
                .contains("RSA_2048", "EC_prime256v1");
        assertThat(Expect.problem(home.changes.reimport(
                        ARN,
                        StoreHome.issue(CertificateSpec.client("other")
                                .names("other.example")
                                .key(KeyType.RSA_2048)))))
                .contains("none of the names");
        assertThat(home.tree()).isEqualTo(before);
    }

    @Test
    void reimportWithoutClientAuthenticationStaysInUseWithAWarningUntilItIsRegained() {
        Expect.usable(home.changes.importAs(
                ARN, StoreHome.issue(CertificateSpec.named("a").use(ExtendedUse.BOTH)), Map.of()));
        KeyedChain lost = StoreHome.issue(CertificateSpec.named("a").use(ExtendedUse.SERVER));
        assertThat(Expect.warning(home.changes.reimport(ARN, lost)))
                .startsWith(ARN)
                .contains("no longer for TLS client authentication");
        assertThat(Expect.warning(home.store.find(ARN))).startsWith(ARN).contains("is presented");
        assertThat(usable(home.store.find(ARN)).material()).isEqualTo(lost);

        KeyedChain lostStill = StoreHome.issue(CertificateSpec.named("a").use(ExtendedUse.SERVER));
        assertThat(usable(home.changes.reimport(ARN, lostStill)).metadata().lostClientAuthentication())
                .isTrue();
        Expect.warning(home.store.find(ARN));

        KeyedChain regained = StoreHome.issue(CertificateSpec.named("a").use(ExtendedUse.BOTH));
        assertThat(Expect.usable(home.changes.reimport(ARN, regained))
                        .metadata()
                        .lostClientAuthentication())
                .isFalse();
        Expect.usable(home.store.find(ARN));
    }

    @Test
    void certificateThatNeverWasForClientsIsStoredAndNotPresented() {
        Expect.usable(home.changes.importAs(
                ARN, StoreHome.issue(CertificateSpec.named("a").use(ExtendedUse.SERVER)), Map.of()));
        Expect.usable(home.changes.reimport(
                ARN, StoreHome.issue(CertificateSpec.named("a").use(ExtendedUse.SERVER))));
        assertThat(Expect.problem(home.store.find(ARN))).contains("TLS server authentication");
    }

    @Test
    void tagsAreAddedChangedAndRemoved() {
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of("owner", "payments")));
        Expect.usable(home.changes.tag(ARN, Map.of("owner", "billing", "stage", "test")));
        assertThat(Expect.usable(home.store.describe(ARN)).metadata().tags())
                .isEqualTo(Map.of("owner", "billing", "stage", "test"));
        Expect.usable(home.changes.untag(ARN, Set.of("owner", "never there")));
        StoredCertificate left = Expect.usable(home.store.describe(ARN));
        assertThat(left.metadata().tags()).isEqualTo(Map.of("stage", "test"));
        assertThat(left.metadata().version()).isEqualTo(1);
    }

    @Test
    void fiftyFirstTagIsRefused() {
        Map<String, String> fifty = new HashMap<>();
        for (int i = 1; i <= 50; i++) {
            fifty.put("key" + i, "ä".repeat(256));
        }
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), fifty));
        Map<String, String> before = home.tree();
        assertThat(Expect.problem(home.changes.tag(ARN, Map.of("key51", "")))).startsWith(ARN + " would have 51 tags");
        assertThat(home.tree()).isEqualTo(before);
        Expect.usable(home.changes.tag(ARN, Map.of("key50", "changed")));
        fifty.put("key51", "");
        assertThat(Expect.problem(home.changes.importAs(PREFIX + "cert-2", StoreHome.client("partner-b"), fifty)))
                .contains("51 tags");
    }

    @Test
    void deletedCertificateIsGoneWithItsKey() {
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of()));
        assertThat(Expect.usable(home.changes.delete(ARN)).arn().value()).isEqualTo(ARN);
        assertThat(home.tree()).containsOnlyKeys("");
        Expect.problem(home.store.find(ARN));
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-b"), Map.of()));
    }

    @Test
    void storeHoldsAsManyCertificatesAsAcm() throws Exception {
        for (int i = 1; i < 2500; i++) {
            Files.createDirectories(home.directory.resolve("cert-" + i));
        }
        StoredCertificate last = Expect.usable(home.changes.importNew(StoreHome.client("partner-a"), Map.of()));
        assertThat(Expect.problem(home.changes.importNew(StoreHome.client("partner-b"), Map.of())))
                .contains("2500 certificates")
                .contains("delete some");
        Expect.usable(home.changes.reimport(last.arn().value(), StoreHome.client("partner-a")));
    }

    private static <T> T usable(Loaded<T> loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Usable.class);
        return ((Loaded.Usable<T>) loaded).value();
    }
}
