package dev.countersign.certs.keystore;

import dev.countersign.certs.chain.ChainOrder;
import dev.countersign.certs.key.Decryption;
import dev.countersign.certs.key.JdkKeys;
import dev.countersign.certs.key.KeyMatch;
import dev.countersign.certs.key.PasswordUse;
import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.pem.Unreadable;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;

/**
 * Reads PKCS#12 (RFC 7292; PBMAC1 of RFC 9579) protected by a password. Not with the JDK's reader: that one bounds the
 * work of each derivation but not of all together, and cannot tell a wrong password from damage.
 */
final class Pkcs12 {
    private static final String KIND = "PKCS#12";
    private static final BigInteger LONGEST_MAC_KEY = BigInteger.valueOf(64); // bytes; SHA-512's own

    /** To put them in order, each may have to be held against every other: certificates of one name take a square of them. */
    private static final int MOST_CERTIFICATES = 100;

    private final Decryption decryption = new Decryption();
    private final PasswordUse password;
    private final PKCS12PfxPdu file;
    private final List<PKCS12SafeBag> keys = new ArrayList<>();
    private final List<PKCS12SafeBag> certificates = new ArrayList<>();

    private Pkcs12(PKCS12PfxPdu file, PasswordUse password) {
        this.file = file;
        this.password = password;
    }

    static KeyStoreContent read(byte[] content, PasswordUse password) throws Unreadable {
        try {
            return new Pkcs12(new PKCS12PfxPdu(content), password).read();
        } catch (IOException | PKCSException | RuntimeException malformed) {
            // The ASN.1 classes report malformed input by many unchecked exceptions, some of which quote it.
            throw KeyStores.damaged(KIND);
        }
    }

    private KeyStoreContent read() throws Unreadable, IOException, PKCSException {
        if (file.hasMac()) {
            checkMac();
        }
        for (ContentInfo part : file.getContentInfos()) {
            for (PKCS12SafeBag bag : bags(part)) {
                if (isKey(bag)) {
                    keys.add(bag);
                } else if (bag.getType().equals(PKCSObjectIdentifiers.certBag)) {
                    certificates.add(bag);
                }
            }
        }
        if (keys.size() != 1) {
            throw KeyStores.notOneKey(keys.stream()
                    .map(key -> attribute(key, PKCS12SafeBag.friendlyNameAttribute)
                            .map(name -> ((ASN1String) name).getString())
                            .orElse("without a name"))
                    .toList());
        }
        return content(keys.get(0));
    }

    private void checkMac() throws Unreadable, PKCSException {
        AlgorithmIdentifier algorithm = file.getMacAlgorithmID();
        boolean pbmac1 = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1);
        decryption.spend(
                pbmac1
                        ? rounds(PBMAC1Params.getInstance(algorithm.getParameters()))
                        : file.toASN1Structure().getMacData().getIterationCount());
        PKCS12MacCalculatorBuilderProvider calculator = pbmac1
                ? new JcePKCS12MacCalculatorBuilderProvider().setProvider(Decryption.provider())
                : new BcPKCS12MacCalculatorBuilderProvider(BcDefaultDigestProvider.INSTANCE);
        if (!file.isMacValid(calculator, KeyStores.password(password))) {
            throw KeyStores.wrongPassword();
        }
    }

    /** The file also says how long a key to derive: without a limit, as long as fills the memory. */
    private static BigInteger rounds(PBMAC1Params algorithms) throws Unreadable {
        PBKDF2Params derivation =
                PBKDF2Params.getInstance(algorithms.getKeyDerivationFunc().getParameters());
        if (derivation.getKeyLength().compareTo(LONGEST_MAC_KEY) > 0) {
            throw KeyStores.damaged(KIND);
        }
        return derivation.getIterationCount();
    }

    private PKCS12SafeBag[] bags(ContentInfo part) throws Unreadable, IOException, PKCSException {
        if (!part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
            return new PKCS12SafeBagFactory(part).getSafeBags();
        }
        AlgorithmIdentifier encryption =
                EncryptedData.getInstance(part.getContent()).getEncryptionAlgorithm();
        InputDecryptorProvider decryptor = decryption.ofKeyStore(encryption, KeyStores.password(password));
        try {
            return new PKCS12SafeBagFactory(part, decryptor).getSafeBags();
        } catch (PKCSException | RuntimeException gibberish) {
            // With a MAC the password has already proved right.
            throw file.hasMac() ? KeyStores.damaged(KIND) : KeyStores.wrongPassword();
        }
    }

    private KeyStoreContent content(PKCS12SafeBag bag) throws Unreadable, IOException {
        if (certificates.size() > MOST_CERTIFICATES) {
            throw new Unreadable("holds " + certificates.size() + " certificates, and " + MOST_CERTIFICATES
                    + " is the most: export the key with its own chain alone");
        }
        PrivateKey key = JdkKeys.of(structure(bag));
        List<X509Certificate> all = new ArrayList<>();
        for (PKCS12SafeBag certificate : certificates) {
            X509Certificate parsed = certificate(certificate);
            all.add(namesItsKey(certificate, bag) ? 0 : all.size(), parsed);
        }
        X509Certificate leaf = KeyMatch.find(key, all).orElseThrow(KeyStores::noCertificate);
        // The parts of a PKCS#12 file are in no order.
        return new KeyStoreContent(key, ChainOrder.upwards(leaf, all));
    }

    private PrivateKeyInfo structure(PKCS12SafeBag bag) throws Unreadable {
        if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo sealed) {
            InputDecryptorProvider decryptor =
                    decryption.ofKeyStore(sealed.getEncryptionAlgorithm(), KeyStores.password(password));
            try {
                return sealed.decryptPrivateKeyInfo(decryptor);
            } catch (PKCSException notDecrypted) {
                throw file.hasMac() ? KeyStores.keyWithAnotherPassword() : KeyStores.wrongPassword();
            }
        }
        return (PrivateKeyInfo) bag.getBagValue();
    }

    private static X509Certificate certificate(PKCS12SafeBag bag) throws Unreadable, IOException {
        byte[] der = ((X509CertificateHolder) bag.getBagValue()).getEncoded();
        return CertificateBlocks.certificate(der).orElseThrow(() -> KeyStores.damaged(KIND));
    }

    private static boolean isKey(PKCS12SafeBag bag) {
        ASN1ObjectIdentifier type = bag.getType();
        return type.equals(PKCSObjectIdentifiers.keyBag) || type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag);
    }

    /** Of several certificates for one key, a renewal's for one, the file says which it is. */
    private static boolean namesItsKey(PKCS12SafeBag certificate, PKCS12SafeBag key) {
        Optional<ASN1Encodable> id = attribute(key, PKCS12SafeBag.localKeyIdAttribute);
        return id.isPresent() && id.equals(attribute(certificate, PKCS12SafeBag.localKeyIdAttribute));
    }

    private static Optional<ASN1Encodable> attribute(PKCS12SafeBag bag, ASN1ObjectIdentifier type) {
        Attribute[] attributes = bag.getAttributes();
        return attributes == null
                ? Optional.empty()
                : Arrays.stream(attributes)
                        .filter(attribute -> attribute.getAttrType().equals(type))
                        .map(attribute -> attribute.getAttributeValues()[0])
                        .findFirst();
    }
}
