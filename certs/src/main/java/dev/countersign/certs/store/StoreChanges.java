package dev.countersign.certs.store;

import dev.countersign.certs.Identity;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.naming.UsageNames;
import dev.countersign.certs.pem.Pem;
import dev.countersign.certs.rules.Findings;
import dev.countersign.certs.rules.ImportRules;
import dev.countersign.certs.rules.ReimportRules;
import dev.countersign.certs.rules.TagRules;
import dev.countersign.certs.store.StoreWriter.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes the certificate store. What is refused changes nothing; what is done is on the disk when the method returns; a
 * process killed in between leaves what was there or what was to be there. Whether a certificate is in use is not known here:
 * ask before {@link #delete}.
 */
public final class StoreChanges {
    private static final int LARGEST = 2500; // ACM quota "Imported certificates", per account and region

    private final Path directory;
    private final String prefix;
    private final CertificateStore store;
    private final StoreWriter writer;

    /**
     * Changes of a store; its directory is created by the first import.
     *
     * @param account twelve digits; part of the ARNs of what is imported here
     */
    public StoreChanges(Path directory, String account) {
        this.directory = directory;
        this.prefix = "arn:aws:acm:us-east-1:" + account + ":certificate/";
        this.store = new CertificateStore(directory, KeyAccess.PRIVATE);
        this.writer = new StoreWriter(directory);
    }

    /** Imports a certificate under a new ARN, whose id is random. */
    public Loaded<StoredCertificate> importNew(KeyedChain material, Map<String, String> tags) {
        // The ARN means nothing to whoever is refused: it is not theirs yet.
        return CertificateArn.parse(prefix + UUID.randomUUID())
                .then(name -> add(name, "what is to be imported", material, tags));
    }

    /** Imports a certificate under an ARN of this store's account, in us-east-1, that no certificate has yet. */
    public Loaded<StoredCertificate> importAs(String arn, KeyedChain material, Map<String, String> tags) {
        return CertificateArn.parse(arn).then(this::ofThisStore).then(name -> add(name, name.value(), material, tags));
    }

    /**
     * Replaces the certificate of an ARN that exists; its tags stay. The very same certificate, chain and key again only move
     * {@link StoredMetadata#importedAt}: the version stays, and with it the connections that carry it.
     */
    public Loaded<StoredCertificate> reimport(String arn, KeyedChain material) {
        Instant now = Instant.now();
        return change(
                arn,
                before -> readable(arn, material, before)
                        .then(same -> taken(ImportRules.judge(material, now), arn, same))
                        .then(same -> taken(ReimportRules.judge(same.leaf(), material.leaf()), arn, same))
                        .then(same -> step(() -> replace(same, material, now))));
    }

    /** Removes a certificate and its key; gives what was there. */
    public Loaded<StoredCertificate> delete(String arn) {
        return change(
                arn,
                before -> step(() -> {
                    writer.remove(folder(before.arn()));
                    return before;
                }));
    }

    /** Adds tags, or changes their values; gives the certificate with all of its tags. */
    public Loaded<StoredCertificate> tag(String arn, Map<String, String> tags) {
        return change(arn, before -> {
            Map<String, String> all = new HashMap<>(before.metadata().tags());
            all.putAll(tags);
            return taken(TagRules.judge(all), arn, before).then(same -> step(() -> retag(same, all)));
        });
    }

    /** Removes tags; a key that no tag has is no error. */
    public Loaded<StoredCertificate> untag(String arn, Set<String> keys) {
        return change(arn, before -> {
            Map<String, String> rest = new HashMap<>(before.metadata().tags());
            rest.keySet().removeAll(keys);
            return step(() -> retag(before, rest));
        });
    }

    private Loaded<StoredCertificate> add(
            CertificateArn arn, String subject, KeyedChain material, Map<String, String> tags) {
        Instant now = Instant.now();
        return readable(subject, material, arn)
                .then(name -> taken(ImportRules.judge(material, now), subject, name))
                .then(name -> taken(TagRules.judge(tags), subject, name))
                .then(name -> writer.alone(() -> free(name)
                        .then(folder -> step(() -> {
                            StoredMetadata first = new StoredMetadata(name.value(), 1, now, now, false, tags);
                            writer.add(folder, first, material);
                            return new StoredCertificate(name, first, material.chain());
                        }))));
    }

    /** Looks before it locks: an ARN that is unknown touches nothing. */
    private Loaded<StoredCertificate> change(String arn, Function<StoredCertificate, Loaded<Step>> decision) {
        return store.describe(arn)
                .then(seen -> writer.alone(() -> store.describe(arn).then(decision)));
    }

    private StoredCertificate replace(StoredCertificate before, KeyedChain material, Instant now) throws IOException {
        StoreFolder folder = folder(before.arn());
        StoredMetadata metadata = before.metadata();
        if (isSame(folder, metadata.version(), material)) {
            StoredMetadata again = metadata.importedAgain(now);
            writer.replaceMetadata(folder, again);
            return new StoredCertificate(before.arn(), again, before.chain());
        }
        boolean forClients = metadata.lostClientAuthentication() || UsageNames.hasClientAuthentication(before.leaf());
        boolean lost = forClients && !UsageNames.hasClientAuthentication(material.leaf());
        StoredMetadata next = metadata.nextVersion(now, lost);
        writer.replacePair(folder, next, material);
        return new StoredCertificate(before.arn(), next, material.chain());
    }

    /** A pair that cannot be read, or that others can read, is not the same: importing it again repairs it. */
    private static boolean isSame(StoreFolder folder, long version, KeyedChain material) {
        return KeyedChains.read(folder.pair(version), KeyAccess.PRIVATE) instanceof Loaded.Usable<KeyedChain> stored
                && Identity.of(stored.value(), version).equals(Identity.of(material, version));
    }

    private StoredCertificate retag(StoredCertificate before, Map<String, String> all) throws IOException {
        StoredMetadata tagged = before.metadata().tagged(all);
        writer.replaceMetadata(folder(before.arn()), tagged);
        return new StoredCertificate(before.arn(), tagged, before.chain());
    }

    private Loaded<CertificateArn> ofThisStore(CertificateArn arn) {
        return arn.value().equals(prefix + arn.id())
                ? new Loaded.Usable<>(arn, List.of())
                : new Loaded.Unusable<>(
                        List.of(arn + " is not an ARN of this certificate store: write " + prefix + arn.id()));
    }

    private Loaded<StoreFolder> free(CertificateArn arn) throws IOException {
        StoreFolder folder = folder(arn);
        if (Files.exists(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
            return new Loaded.Unusable<>(List.of(arn + " is in the certificate store " + directory
                    + " already: re-import it, or choose another ARN"));
        }
        return StoreFolder.in(directory).size() < LARGEST
                ? new Loaded.Usable<>(folder, List.of())
                : new Loaded.Unusable<>(List.of("the certificate store " + directory + " holds " + LARGEST
                        + " certificates, as many as ACM allows: delete some that are not in use"));
    }

    private StoreFolder folder(CertificateArn arn) {
        return new StoreFolder(directory.resolve(arn.id()));
    }

    /** ACM takes chains of up to 2 MiB; what could be stored and not be read again is refused instead. */
    private static <T> Loaded<T> readable(String subject, KeyedChain material, T value) {
        int bytes = Pem.certificates(material.chain()).length();
        return bytes <= CertificateStore.CHAIN_LIMIT
                ? new Loaded.Usable<>(value, List.of())
                : new Loaded.Unusable<>(List.of(subject + " holds a chain of " + bytes + " bytes as PEM: "
                        + CertificateStore.CHAIN_LIMIT + " is the most; leave out what origins do not need"));
    }

    private static <T> Loaded<T> taken(Findings findings, String subject, T value) {
        return findings.isTaken()
                ? new Loaded.Usable<>(value, sentences(subject, findings.warnings()))
                : new Loaded.Unusable<>(sentences(subject, findings.refusals()));
    }

    private static List<String> sentences(String subject, List<String> rests) {
        return rests.stream().map(rest -> subject + " " + rest).toList();
    }

    private static Loaded<Step> step(Step step) {
        return new Loaded.Usable<>(step, List.of());
    }
}
