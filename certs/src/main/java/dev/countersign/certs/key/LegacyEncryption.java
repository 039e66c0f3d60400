package dev.countersign.certs.key;

import dev.countersign.certs.pem.Unreadable;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;

/**
 * Decrypts the body of a PEM block whose headers (RFC 1421) say how it is encrypted, as openssl wrote keys before PKCS#8.
 * The password is hashed only once, so there is no work to limit.
 */
final class LegacyEncryption {
    private static final Pattern DEK_INFO =
            Pattern.compile("AES-(128|192|256)-CBC,\\p{XDigit}{32}|DES-EDE3-CBC,\\p{XDigit}{16}");

    private LegacyEncryption() {}

    /**
     * The plain body.
     *
     * @param dekInfo the header: cipher and initialisation vector
     * @throws Unreadable if the cipher is neither AES nor triple DES, or the password does not fit
     */
    static byte[] decrypt(byte[] body, String dekInfo, char[] password) throws Unreadable {
        if (!DEK_INFO.matcher(dekInfo).matches()) {
            throw new Unreadable("holds a private key with an outdated or malformed DEK-Info header:"
                    + " encrypt it anew with openssl pkey -aes256");
        }
        String cipher = dekInfo.substring(0, dekInfo.indexOf(','));
        String vector = dekInfo.substring(cipher.length() + 1);
        try {
            return new BcPEMDecryptorProvider(password)
                    .get(cipher)
                    .decrypt(body, HexFormat.of().parseHex(vector));
        } catch (PEMException | RuntimeException badPadding) {
            throw PrivateKeys.wrongPassword();
        }
    }
}
