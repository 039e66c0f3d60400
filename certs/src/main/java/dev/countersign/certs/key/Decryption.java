package dev.countersign.certs.key;

import dev.countersign.certs.pem.Unreadable;
import java.math.BigInteger;
import java.security.Provider;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * Decrypts what a password protects in one file, within that file's {@link WorkLimit}. PBES2 (RFC 8018) with PBKDF2 or
 * scrypt and AES or triple DES in CBC mode; in key stores also the ciphers of PKCS#12 itself (RFC 7292 appendix C), which
 * most of them still come with.
 */
public final class Decryption {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final Set<ASN1ObjectIdentifier> CIPHERS = Set.of(
            NISTObjectIdentifiers.id_aes128_CBC,
            NISTObjectIdentifiers.id_aes192_CBC,
            NISTObjectIdentifiers.id_aes256_CBC,
            PKCSObjectIdentifiers.des_EDE3_CBC);
    private static final Set<ASN1ObjectIdentifier> KEY_STORE_CIPHERS = Set.of(
            PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
            PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC,
            PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC,
            PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC);

    private final WorkLimit limit = new WorkLimit();

    /** The provider of the algorithms, used by reference: registered, it would change the whole process. */
    public static Provider provider() {
        return BOUNCY_CASTLE;
    }

    /** Counts the rounds that checking a key store's integrity takes. */
    public void spend(BigInteger rounds) throws Unreadable {
        limit.spend(rounds);
    }

    /**
     * Makes ready to decrypt a key of a PEM file.
     *
     * @throws Unreadable if it is encrypted with PBES1 or otherwise not as above, or demands too much work
     * @throws RuntimeException if the parameters are malformed
     */
    InputDecryptorProvider ofKey(AlgorithmIdentifier encryption, char[] password) throws Unreadable {
        if (!encryption.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw new Unreadable("holds a private key that is encrypted in an outdated way (not PBES2):"
                    + " encrypt it anew with openssl pkey -aes256");
        }
        return pbes2(encryption, password);
    }

    /** As {@link #ofKey}, for a part of a key store, where the older ciphers of PKCS#12 are taken too. */
    public InputDecryptorProvider ofKeyStore(AlgorithmIdentifier encryption, char[] password) throws Unreadable {
        if (!KEY_STORE_CIPHERS.contains(encryption.getAlgorithm())) {
            return pbes2(encryption, password);
        }
        limit.spend(PKCS12PBEParams.getInstance(encryption.getParameters()).getIterations());
        return ready(encryption, password);
    }

    private InputDecryptorProvider pbes2(AlgorithmIdentifier encryption, char[] password) throws Unreadable {
        if (!encryption.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw unknown();
        }
        PBES2Parameters scheme = PBES2Parameters.getInstance(encryption.getParameters());
        if (!CIPHERS.contains(scheme.getEncryptionScheme().getAlgorithm())) {
            throw unknown();
        }
        KeyDerivationFunc derivation = scheme.getKeyDerivationFunc();
        if (derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            limit.spend(ScryptParams.getInstance(derivation.getParameters()));
        } else if (derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            limit.spend(PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount());
        } else {
            throw unknown();
        }
        return ready(encryption, password);
    }

    private static InputDecryptorProvider ready(AlgorithmIdentifier encryption, char[] password) throws Unreadable {
        try {
            InputDecryptor decryptor = new JcePKCSPBEInputDecryptorProviderBuilder()
                    .setProvider(BOUNCY_CASTLE)
                    .build(password)
                    .get(encryption);
            return same -> decryptor;
        } catch (OperatorCreationException unsupported) {
            throw unknown();
        }
    }

    private static Unreadable unknown() {
        return new Unreadable("is encrypted in a way that is not known here:"
                + " encrypt it anew with AES and PBKDF2, as openssl and keytool do by default");
    }
}
