package dev.countersign.certs;

import dev.countersign.certs.rules.Attached;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.certs.rules.Findings;
import java.util.ArrayList;
import java.util.List;

/** Makes client certificates of what was read, where the rules allow them to be presented to an origin. */
public final class ClientCertificates {
    private ClientCertificates() {}

    /** Reads a client certificate from files outside the store. Unusable for the reasons of {@link #of} and of reading. */
    public static Loaded<ClientCertificate> read(
            KeyedMaterial from, KeyAccess access, AttachmentRules rules, long version) {
        return of(KeyedChains.read(from, access), from.source().toString(), version, rules);
    }

    /**
     * Makes a client certificate of what was loaded, with its warnings; problems stay problems.
     *
     * @param source its ARN or its file; begins every sentence
     * @param version see {@link Identity#version()}
     */
    public static Loaded<ClientCertificate> of(
            Loaded<KeyedChain> loaded, String source, long version, AttachmentRules rules) {
        return of(loaded, source, version, rules, Attached.NEW);
    }

    /** The same, of a certificate that a re-import may have taken something from. */
    public static Loaded<ClientCertificate> of(
            Loaded<KeyedChain> loaded, String source, long version, AttachmentRules rules, Attached attached) {
        if (loaded instanceof Loaded.Usable<KeyedChain> usable) {
            KeyedChain material = usable.value();
            Findings findings = rules.judge(material.chain(), attached);
            return findings.isTaken()
                    ? new Loaded.Usable<>(
                            new ClientCertificate(Identity.of(material, version), material, source),
                            with(usable.warnings(), source, findings.warnings()))
                    : new Loaded.Unusable<>(with(List.of(), source, findings.refusals()));
        }
        return new Loaded.Unusable<>(((Loaded.Unusable<KeyedChain>) loaded).problems());
    }

    private static List<String> with(List<String> sentences, String source, List<String> more) {
        List<String> all = new ArrayList<>(sentences);
        more.forEach(sentence -> all.add(source + " " + sentence));
        return all;
    }
}
